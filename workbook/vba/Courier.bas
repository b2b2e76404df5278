Attribute VB_Name = "Courier"
Option Explicit

' The way to Python without COM: a copy of the workbook and a note of where the clerk stands go into a folder of
' their own, Python reads them and leaves a file of changes there. Nothing else passes between the two.

Private Const COPY_FILE As String = "copy.xlsm"
Private Const ASKED_FILE As String = "asked.txt"
Private Const CHANGES_FILE As String = "changes.txt"
Private Const PROGRESS_FILE As String = "progress.txt"
Private Const STOP_FILE As String = "stop.txt"
Private Const START_SECONDS As Double = 20
Private Const SILENT_SECONDS As Double = 8
Private Const QUICK_SECONDS As Double = 3
Private Const USER_BREAK As Long = 18

Private folder As String
Private sent As Long
Private label As String

' What the button of the last changes is called.
Public Function PressedLabel() As String
    PressedLabel = label
End Function

' The lines of the changes a button asks for. Raises an error with one sentence where none come.
Public Function AskPython(ByVal button As String, ByVal answer As String) As Variant
    Dim reason As String
    On Error GoTo Failed
    OpenFolder
    SaveCopy folder & COPY_FILE
    WriteText folder & ASKED_FILE, Asked(answer)
    StartPython button
    WaitForChanges
    TakeLabel
    AskPython = ReadLines(folder & CHANGES_FILE)
    CloseFolder
    Exit Function
Failed:
    reason = Err.Description
    CloseFolder
    Fail reason
End Function

' Tells the Python at work to stop: it looks for this file between two steps.
Public Sub StopPython()
    If folder <> "" Then WriteText folder & STOP_FILE, ""
End Sub

' -- the folder --------------------------------------------------------------------------------------

' A new folder for this press alone.
Private Sub OpenFolder()
    Dim place As String
    place = Variable("TEMP")
    If place = "" Then place = Variable("TMPDIR")
    If place = "" Then place = "/tmp"
    Randomize
    sent = sent + 1
    place = place & Separator() & "QC-" & CLng(Date) & "-" & CLng(Timer) & "-" & CLng(Rnd * 1000000) & "-" & sent
    MakeFolder place
    folder = place & Separator()
End Sub

Private Sub CloseFolder()
    If folder = "" Then Exit Sub
    RemoveFolder folder, Array(COPY_FILE, ASKED_FILE, CHANGES_FILE, PROGRESS_FILE, STOP_FILE)
    folder = ""
End Sub

' Where the clerk stands, one thing a line, in the same escapes as the changes.
Private Function Asked(ByVal answer As String) As String
    If Book().Path <> "" Then Asked = Told("book", Book().Path & Separator() & Book().Name)
    Asked = Asked & Told("tab", ActiveSheet.Name) & Told("row", CStr(ActiveCell.Row)) & _
        Told("col", CStr(ActiveCell.Column)) & Told("picked", PickedRows()) & Told("filtered", FilteredTabs()) & _
        Told("answer", answer)
End Function

Private Function Told(ByVal name As String, ByVal text As String) As String
    Told = name & vbTab & Escaped(text) & vbCrLf
End Function

' The selected rows that can be seen, down to the last one in use, parted by commas.
Private Function PickedRows() As String
    Dim area As Range
    Dim row As Long
    Dim last As Long
    last = ActiveSheet.UsedRange.Row + ActiveSheet.UsedRange.Rows.Count - 1
    If last < ActiveCell.Row Then last = ActiveCell.Row
    If TypeName(Selection) <> "Range" Then Exit Function
    For Each area In Selection.Areas
        For row = area.Row To area.Row + area.Rows.Count - 1
            If row > last Then Exit For
            If Not ActiveSheet.Rows(row).Hidden Then PickedRows = PickedRows & IIf(PickedRows = "", "", ",") & row
        Next row
    Next area
End Function

' The visible tabs on which a filter hides rows, parted by line feeds.
Private Function FilteredTabs() As String
    Dim sheet As Worksheet
    For Each sheet In Book().Worksheets
        If sheet.Visible = xlSheetVisible And HasFilter(sheet) Then
            FilteredTabs = FilteredTabs & IIf(FilteredTabs = "", "", vbLf) & sheet.Name
        End If
    Next sheet
End Function

Private Function HasFilter(ByVal sheet As Worksheet) As Boolean
    Dim table As Object
    On Error Resume Next
    HasFilter = sheet.FilterMode
    If IsLibreOffice() Then Exit Function
    For Each table In sheet.ListObjects
        If table.AutoFilter.FilterMode Then HasFilter = True
    Next table
End Function

' -- Python ------------------------------------------------------------------------------------------

Private Sub StartPython(ByVal button As String)
    Dim command As String
    Dim root As String
    root = ProgramFolder()
    command = Quoted(Interpreter()) & " -E "
    If root = "" Then
        command = command & "-P -m pyfuncs"
    Else
        command = command & Quoted("import sys;sys.path[0]=sys.argv.pop(1);" & _
            "from pyfuncs.__main__ import main;sys.exit(main(sys.argv[1:]))")
        command = Replace(command, " -E ", " -E -c ") & " " & Quoted(root)
    End If
    command = command & " press " & button & Given("workbook", COPY_FILE) & Given("asked", ASKED_FILE) & _
        Given("changes", CHANGES_FILE) & Given("progress", PROGRESS_FILE) & Given("stop", STOP_FILE)
    StartProgram command, True
End Sub

Private Function Given(ByVal name As String, ByVal file As String) As String
    Given = " --" & name & " " & Quoted(folder & file)
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = """" & text & """"
End Function

' Returns when the changes are there. Python says every second that it lives; raises an error when it falls silent.
Private Sub WaitForChanges()
    Dim news As String
    Dim last As String
    Dim begun As Double
    Dim since As Double
    Dim reason As String
    begun = CDbl(Now)
    since = begun
    On Error GoTo Broken
    CatchEscape True
    Do Until IsThere(folder & CHANGES_FILE)
        Pause SecondsSince(begun) > QUICK_SECONDS
        news = LatestNews()
        If news <> "" And news <> last Then
            last = news
            since = CDbl(Now)
            ShowNews news
        End If
        If SecondsSince(since) > IIf(last = "", START_SECONDS, SILENT_SECONDS) Then
            StopPython
            Fail IIf(last = "", NotStartedText(), SilentText())
        End If
    Loop
    CatchEscape False
    Exit Sub
Broken:
    If Err.Number = USER_BREAK Then
        OfferStop
        Resume
    End If
    reason = Err.Description
    CatchEscape False
    Fail reason
End Sub

Private Function SecondsSince(ByVal moment As Double) As Double
    SecondsSince = (CDbl(Now) - moment) * 86400
End Function

Private Function LatestNews() As String
    Dim lines As Variant
    On Error Resume Next
    If Not IsThere(folder & PROGRESS_FILE) Then Exit Function
    lines = ReadLines(folder & PROGRESS_FILE)
    LatestNews = CStr(lines(0))
End Function

' News are a line: done, total, unit, the button's label, and a number that says Python is alive.
Private Sub TakeLabel()
    Dim parts As Variant
    parts = Split(LatestNews(), vbTab)
    label = ""
    If UBound(parts) > 2 Then label = Unescaped(CStr(parts(3)))
End Sub

' How far Python is, in the status bar; before the first step there is nothing to count.
Private Sub ShowNews(ByVal news As String)
    Dim parts As Variant
    parts = Split(news, vbTab)
    If UBound(parts) < 2 Then Exit Sub
    If Val(parts(1)) > 0 Then
        Application.StatusBar = WorkingText() & parts(0) & "/" & parts(1) & " " & Unescaped(CStr(parts(2)))
    End If
End Sub

' -- escapes -----------------------------------------------------------------------------------------

' Every character outside printable ASCII, and the backslash, as \uXXXX.
Public Function Escaped(ByVal text As String) As String
    Dim place As Long
    Dim unit As Long
    For place = 1 To Len(text)
        unit = AscW(Mid$(text, place, 1))
        If unit < 0 Then unit = unit + 65536
        If unit >= 32 And unit <= 126 And unit <> 92 Then
            Escaped = Escaped & Mid$(text, place, 1)
        Else
            Escaped = Escaped & "\u" & Right$("000" & Hex$(unit), 4)
        End If
    Next place
End Function

Public Function Unescaped(ByVal text As String) As String
    Dim parts As Variant
    Dim number As Long
    If InStr(text, "\u") = 0 Then
        Unescaped = text
        Exit Function
    End If
    parts = Split(text, "\u")
    Unescaped = parts(0)
    For number = 1 To UBound(parts)
        Unescaped = Unescaped & ChrW(CLng("&H" & Left$(parts(number), 4))) & Mid$(parts(number), 5)
    Next number
End Function
