Attribute VB_Name = "Applier"
Option Explicit

' Makes the changes of a press in the open workbook: all of them, or none. A line is a kind and its fields, parted by
' tabs, as pyfuncs/changes.py writes them.

Private Const LOG_FIRST As Long = 4
Private Const LOG_FIELDS As Long = 5
Private Const LONGEST_SAID As Long = 1000

Private unsealed As Collection
Private atTab As String
Private atSheet As Worksheet
Private openTab As String

' Makes every change, then says what there is to say; the answer of a question that was agreed to, else "".
Public Function ApplyChanges(ByVal lines As Variant, ByVal label As String) As String
    atTab = vbTab
    openTab = vbTab
    CheckChanges lines
    MakeChanges lines, (lines(0) = "begin" & vbTab & "1"), label
    ApplyChanges = Talk(lines)
End Function

' Raises an error before anything is touched when the list was cut short, or holds what cannot be done here.
Private Sub CheckChanges(ByVal lines As Variant)
    Dim number As Long
    Dim parts As Variant
    Dim last As Long
    last = UBound(lines)
    If last < 1 Then Fail CutShortText()
    If Left$(lines(0), 6) <> "begin" & vbTab Then Fail CutShortText()
    If lines(last) <> "end" & vbTab & last Then Fail CutShortText()
    For number = 1 To last - 1
        parts = Split(lines(number), vbTab)
        If UBound(parts) <> FieldCount(parts(0)) Then Fail UnknownChangeText() & lines(number)
        If HasTab(parts(0)) Then TabNamed parts(1)
        If parts(0) = "like" Then TabNamed parts(6)
    Next number
End Sub

' How many fields a kind of change has; none knows another.
Private Function FieldCount(ByVal kind As String) As Long
    Select Case kind
        Case "unnote", "open"
            FieldCount = 1
        Case "show", "say", "ask"
            FieldCount = 2
        Case "go", "log"
            FieldCount = 3
        Case "note"
            FieldCount = 4
        Case "put", "wipe"
            FieldCount = 5
        Case "resize"
            FieldCount = 6
        Case "like"
            FieldCount = 8
        Case Else
            FieldCount = -1
    End Select
End Function

Private Function HasTab(ByVal kind As String) As Boolean
    HasTab = Not (kind = "say" Or kind = "ask" Or kind = "log" Or kind = "open")
End Function

' The tab of a line; lines of one tab mostly stand together.
Private Function TabNamed(ByVal escapedName As String) As Worksheet
    If escapedName <> atTab Then
        Set atSheet = FindTab(Unescaped(escapedName))
        atTab = escapedName
    End If
    Set TabNamed = atSheet
    If TabNamed Is Nothing Then Fail NoTabText() & Unescaped(escapedName) & ChrW(&H201D)
End Function

' -- all or nothing ----------------------------------------------------------------------------------

Private Sub MakeChanges(ByVal lines As Variant, ByVal undoable As Boolean, ByVal label As String)
    Dim events As Boolean
    Dim mode As Variant
    Dim number As Long
    Dim reason As String
    events = Application.EnableEvents
    mode = Application.Calculation
    Set unsealed = New Collection
    StartJournal
    On Error GoTo Failed
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    Application.Calculation = xlCalculationManual
    RememberFormats
    For number = 1 To UBound(lines) - 1
        MakeChange Split(lines(number), vbTab)
    Next number
    If undoable Then KeepForUndo label
    If UndoesAPress(lines) Then GiveFormatsBack
    SealAgain
    Settle events, mode
    Exit Sub
Failed:
    reason = Err.Description
    On Error GoTo Torn
    BringBack
    SealAgain
    Settle events, mode
    On Error GoTo 0
    Fail RestoredText() & reason
Torn:
    Settle events, mode
    On Error GoTo 0
    Fail TornText() & reason
End Sub

Private Sub Settle(ByVal events As Boolean, ByVal mode As Variant)
    Application.Calculation = mode
    Application.EnableEvents = events
    Application.ScreenUpdating = True
End Sub

' The undo button is known by wiping the record it has gone by.
Private Function UndoesAPress(ByVal lines As Variant) As Boolean
    Dim number As Long
    Dim head As String
    head = "wipe" & vbTab & Escaped(UndoTab()) & vbTab
    For number = 1 To UBound(lines) - 1
        If Left$(lines(number), Len(head)) = head Then UndoesAPress = True
    Next number
End Function

Private Sub MakeChange(ByVal parts As Variant)
    Dim sheet As Worksheet
    If HasTab(parts(0)) Then Set sheet = TabNamed(parts(1))
    Select Case parts(0)
        Case "put"
            Unseal sheet
            PutCell sheet, CLng(parts(2)), CLng(parts(3)), parts(4), Unescaped(parts(5)), True
        Case "wipe"
            Unseal sheet
            WipeCells sheet, CLng(parts(2)), CLng(parts(3)), CLng(parts(4)), CLng(parts(5))
        Case "note"
            Unseal sheet
            PutNote sheet.Cells(CLng(parts(2)), CLng(parts(3))), Unescaped(parts(4))
        Case "unnote"
            Unseal sheet
            SweepNotes sheet
        Case "like"
            Unseal sheet
            CopyLooks sheet, parts
        Case "resize"
            Unseal sheet
            ResizeTable sheet, Unescaped(parts(2)), CLng(parts(3)), CLng(parts(4)), CLng(parts(5)), CLng(parts(6))
        Case "show"
            ShowTab sheet, (parts(2) = "1")
        Case "go"
            ShowTab sheet, True
            sheet.Activate
            sheet.Cells(CLng(parts(2)), CLng(parts(3))).Select
        Case "log"
            AddLogLine Unescaped(parts(1)), Unescaped(parts(2)), Unescaped(parts(3))
    End Select
End Sub

' -- one kind of change each -------------------------------------------------------------------------

Private Sub PutCell(ByVal sheet As Worksheet, ByVal row As Long, ByVal col As Long, ByVal kind As String, _
        ByVal text As String, ByVal kept As Boolean)
    Dim cell As Range
    Set cell = sheet.Cells(row, col)
    If NoteContent(kept, cell, openTab, row, col, kind, text) Then WriteContent cell, kind, text
End Sub

' A block without formulas is read and emptied at once, for a loop over cells is slow.
Private Sub WipeCells(ByVal sheet As Worksheet, ByVal row As Long, ByVal col As Long, ByVal lastRow As Long, _
        ByVal lastCol As Long)
    Dim block As Range
    Dim cell As Range
    Dim kept As Boolean
    kept = (openTab <> UndoTab())
    Set block = Intersect(sheet.UsedRange, sheet.Range(sheet.Cells(row, col), sheet.Cells(lastRow, lastCol)))
    If block Is Nothing Then Exit Sub
    If IsPlain(block) Then
        NoteValues kept, openTab, block
        block.ClearContents
        Exit Sub
    End If
    For Each cell In block.Cells
        PutCell sheet, cell.Row, cell.Column, "blank", "", kept
    Next cell
End Sub

' True for a block of several cells with neither formulas nor merged cells; an attachment's cells are guarded singly.
Private Function IsPlain(ByVal block As Range) As Boolean
    If guarding Or block.Cells.Count = 1 Then Exit Function
    If IsNull(block.HasFormula) Or IsNull(block.MergeCells) Then Exit Function
    IsPlain = Not (block.HasFormula Or block.MergeCells)
End Function

Private Sub PutNote(ByVal cell As Range, ByVal text As String)
    If NoteNote(cell, text) Then WriteNote cell, text
End Sub

Private Sub SweepNotes(ByVal sheet As Worksheet)
    Dim cell As Variant
    For Each cell In NotedCells(sheet)
        PutNote cell, ""
    Next cell
End Sub

Private Sub CopyLooks(ByVal sheet As Worksheet, ByVal parts As Variant)
    Dim pattern As Worksheet
    Dim source As Range
    Set pattern = TabNamed(parts(6))
    Set source = pattern.Range(pattern.Cells(CLng(parts(7)), CLng(parts(8))), _
        pattern.Cells(CLng(parts(7)), CLng(parts(8)) + CLng(parts(5)) - CLng(parts(3))))
    GiveLooks source, sheet.Range(sheet.Cells(CLng(parts(2)), CLng(parts(3))), sheet.Cells(CLng(parts(4)), CLng(parts(5))))
End Sub

Private Sub ShowTab(ByVal sheet As Worksheet, ByVal visible As Boolean)
    If (sheet.Visible = xlSheetVisible) = visible Then Exit Sub
    NoteVisible sheet
    sheet.Visible = IIf(visible, xlSheetVisible, xlSheetHidden)
End Sub

' A line below the last one of the log, with time and user; nothing where the tab has been removed.
Private Sub AddLogLine(ByVal action As String, ByVal amount As String, ByVal file As String)
    Dim sheet As Worksheet
    Dim row As Long
    Dim col As Long
    Dim fields As Variant
    Set sheet = FindTab(LogTab())
    If sheet Is Nothing Then Exit Sub
    Unseal sheet
    For row = LOG_FIRST To 1 Step -1
        If Trim$(CStr(sheet.Cells(row, 1).Value)) = LogHeading() Then Exit For
    Next row
    If row = 0 Then row = LOG_FIRST
    row = row + 1
    Do While CStr(sheet.Cells(row, 1).Value) <> ""
        row = row + 1
    Loop
    fields = Array(Stamp(), LoginName(), action, amount, file)
    For col = 1 To LOG_FIELDS
        PutCell sheet, row, col, "text", CStr(fields(col - 1)), False
    Next col
End Sub

Private Function Stamp() As String
    Stamp = Year(Now) & "-" & Two(Month(Now)) & "-" & Two(Day(Now)) & " " & Two(Hour(Now)) & ":" & Two(Minute(Now)) & _
        ":" & Two(Second(Now))
End Function

Private Function Two(ByVal number As Long) As String
    Two = Right$("0" & number, 2)
End Function

' -- protection --------------------------------------------------------------------------------------

' Takes the protection off a tab until SealAgain; it was put there without a password.
Private Sub Unseal(ByVal sheet As Worksheet)
    Dim allowed As Variant
    If sheet.Name = openTab Then Exit Sub
    openTab = sheet.Name
    guarding = IsAttachment(sheet)
    If Not sheet.ProtectContents Then Exit Sub
    If IsLibreOffice() Then
        allowed = Array(sheet.Name)
    Else
        With sheet.Protection
            allowed = Array(sheet.Name, sheet.ProtectDrawingObjects, sheet.ProtectScenarios, .AllowFormattingCells, _
                .AllowFormattingColumns, .AllowFormattingRows, .AllowInsertingColumns, .AllowInsertingRows, _
                .AllowInsertingHyperlinks, .AllowDeletingColumns, .AllowDeletingRows, .AllowSorting, .AllowFiltering, _
                .AllowUsingPivotTables)
        End With
    End If
    On Error Resume Next
    sheet.Unprotect ""
    On Error GoTo 0
    If sheet.ProtectContents Then Fail PasswordText() & sheet.Name & ChrW(&H201D)
    unsealed.Add allowed
End Sub

Private Sub SealAgain()
    Dim allowed As Variant
    Dim sheet As Worksheet
    For Each allowed In unsealed
        Set sheet = Book().Worksheets(allowed(0))
        If IsLibreOffice() Then
            sheet.Protect
        Else
            sheet.Protect "", allowed(1), True, allowed(2), False, allowed(3), allowed(4), allowed(5), allowed(6), _
                allowed(7), allowed(8), allowed(9), allowed(10), allowed(11), allowed(12), allowed(13)
        End If
    Next allowed
    Set unsealed = New Collection
End Sub

' -- talking -----------------------------------------------------------------------------------------

' Message boxes and windows in order; the answer of the first question that was agreed to.
Private Function Talk(ByVal lines As Variant) As String
    Dim number As Long
    Dim parts As Variant
    For number = 1 To UBound(lines) - 1
        parts = Split(lines(number), vbTab)
        Select Case parts(0)
            Case "say"
                MsgBox Said(parts(2)), IconOf(parts(1)), ProductName()
            Case "open"
                OpenPath Unescaped(parts(1))
            Case "ask"
                If MsgBox(Said(parts(1)), vbYesNo + vbQuestion, ProductName()) = vbYes Then Talk = Unescaped(parts(2))
                If Talk <> "" Then Exit Function
        End Select
    Next number
End Function

' A message box shows little more than a thousand signs.
Private Function Said(ByVal text As String) As String
    Said = Unescaped(text)
    If Len(Said) > LONGEST_SAID Then Said = Left$(Said, LONGEST_SAID) & ChrW(&H2026)
End Function

Private Function IconOf(ByVal kind As String) As Long
    IconOf = vbInformation
    If kind = "warning" Then IconOf = vbExclamation
    If kind = "critical" Then IconOf = vbCritical
End Function
