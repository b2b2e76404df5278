Attribute VB_Name = "Press"
Option Explicit

' What happens when a button is pressed: which way to Python, one press at a time, and what is said when it fails.

Private running As String
Private avoidXlwings As Boolean
Private edits As Long

' Presses a button by its id in ribbon.xml; home alone needs no Python.
Public Sub PressButton(ByVal button As String)
    If running <> "" Then
        OfferStop
        Exit Sub
    End If
    Dim reason As String
    On Error GoTo Failed
    running = button
    If button = "home" Then
        Book().Worksheets(HomeTab()).Activate
    Else
        GoToPython button
    End If
    AtRest
    Exit Sub
Failed:
    reason = Err.Description
    AtRest
    ReportFailure reason
End Sub

' Counts what the clerk changes, so that no list of changes is applied to a workbook other than the one it was made for.
Public Sub NoteEdit()
    edits = edits + 1
End Sub

' Another after every change by the clerk. LibreOffice raises no events for them, but can undo them.
Private Function EditStamp() As String
    EditStamp = CStr(edits)
#If LibreOffice Then
    EditStamp = edits & "|" & UBound(ThisComponent.UndoManager.getAllUndoActionTitles())
#End If
End Function

' Asks whether to stop the press at work.
Public Sub OfferStop()
    If MsgBox(RunningText(), vbYesNo + vbQuestion, ProductName()) = vbYes Then StopPython
End Sub

' Says in one sentence that an action failed, and the reason.
Public Sub ReportFailure(ByVal reason As String)
    MsgBox FailedText() & reason, vbExclamation, ProductName()
End Sub

Private Sub AtRest()
    running = ""
    Application.ScreenUpdating = True
    Application.StatusBar = False
End Sub

' The one place that decides the way: xlwings where it can reach the workbook, else files.
Private Sub GoToPython(ByVal button As String)
    If IsMac() Then
        MsgBox MacText(), vbExclamation, ProductName()
    ElseIf Interpreter() = "" Then
        MsgBox NoPythonText(), vbExclamation, ProductName()
    ElseIf CanUseXlwings() Then
        PressByXlwings button
    Else
        PressByFiles button
    End If
End Sub

' xlwings finds a workbook by a name on disk, and cuts that at the first equals sign.
Private Function CanUseXlwings() As Boolean
    If avoidXlwings Or Not IsExcel() Then Exit Function
    CanUseXlwings = (Book().Path <> "" And InStr(Book().FullName, "=") = 0)
End Function

' When xlwings cannot start, the other way is offered, and kept to until the workbook is opened again.
Private Sub PressByXlwings(ByVal button As String)
    Dim status As Variant
    Dim reason As String
    Dim lent As String
    On Error GoTo Failed
    lent = LendInterpreter(Interpreter())
    status = RunPython("import pyfuncs.buttons; pyfuncs.buttons." & button & "()")
    LendInterpreter lent
    lent = ""
    If Not IsEmpty(status) Then
        If status <> 0 Then Fail ExitText() & status
    End If
    Exit Sub
Failed:
    reason = Err.Description
    LendInterpreter lent
    If MsgBox(OtherWayText() & reason, vbYesNo + vbQuestion, ProductName()) = vbYes Then
        avoidXlwings = True
        PressByFiles button
    End If
End Sub

' Without COM, and again with the answer each time a question is agreed to.
Private Sub PressByFiles(ByVal button As String)
    Dim answer As String
    Dim asked As String
    Dim before As String
    Dim lines As Variant
    Do
        Application.StatusBar = WorkingText()
        before = EditStamp()
        lines = AskPython(button, answer)
        If EditStamp() <> before Then Fail EditedText()
        asked = answer
        answer = ApplyChanges(lines, PressedLabel())
    Loop While answer <> "" And answer <> asked
End Sub
