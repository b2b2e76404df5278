Attribute VB_Name = "Machine"
Option Explicit

' Files, programs, the environment, the keyboard: all that the macros touch outside the workbook.

Public Function IsThere(ByVal path As String) As Boolean
    On Error Resume Next
    IsThere = (Dir(path) <> "")
End Function

' The lines of a text file; none for an empty file.
Public Function ReadLines(ByVal path As String) As Variant
    Dim number As Integer
    Dim text As String
    Dim all As String
    number = FreeFile
    Open path For Input As #number
    Do While Not EOF(number)
        Line Input #number, text
        If all <> "" Then all = all & vbLf
        all = all & text
    Loop
    Close #number
    ReadLines = Split(all, vbLf)
End Function

' Writes a new text file, or makes one there empty.
Public Sub WriteText(ByVal path As String, ByVal text As String)
    Dim number As Integer
    number = FreeFile
    Open path For Output As #number
    Print #number, text
    Close #number
End Sub

Public Sub MakeFolder(ByVal path As String)
    MkDir path
End Sub

' Deletes a folder and the files in it of these names.
Public Sub RemoveFolder(ByVal path As String, ByVal names As Variant)
    Dim name As Variant
    On Error Resume Next
    For Each name In names
        If IsThere(path & name) Then Kill path & name
    Next name
    RmDir Left$(path, Len(path) - 1)
End Sub

' Starts a program and does not wait for it.
Public Sub StartProgram(ByVal command As String, ByVal hidden As Boolean)
    Shell command, IIf(hidden, vbHide, vbNormalFocus)
End Sub

' A variable of the environment; "" where there is none.
Public Function Variable(ByVal name As String) As String
    Variable = Environ(name)
End Function

' Esc raises error 18 instead of breaking the macro off in the middle.
Public Sub CatchEscape(ByVal wanted As Boolean)
    Application.EnableCancelKey = IIf(wanted, xlErrorHandler, xlInterrupt)
End Sub
