Attribute VB_Name = "Journal"
Option Explicit

' What a press overwrites, noted before it is overwritten: to bring all back when a change fails, and for the tab of
' the undo button, whose rows are those that pyfuncs/undo.py describes (formats in column I).

Private Const FIRST_ROW As Long = 2
Private Const COLUMNS As Long = 9
Private Const LABEL_COLUMN As Long = 11
Private Const LONGEST_IN_BLOCK As Long = 8000

Private entries As Collection
Private older As Collection

Public Sub StartJournal()
    Set entries = New Collection
End Sub

' Notes a cell's content before it becomes newKind, newText; false when it is that already.
Public Function NoteContent(ByVal kept As Boolean, ByVal cell As Range, ByVal tab_ As String, ByVal row As Long, _
        ByVal col As Long, ByVal newKind As String, ByVal newText As String) As Boolean
    Dim kind As String
    Dim text As String
    Dim form As String
    ReadContent cell, kind, text
    If newText = "" Then newKind = "blank"
    If kind = newKind And text = newText Then Exit Function
    If NeedsFormat(cell, newKind, newText) Then form = cell.NumberFormat
    entries.Add Array(kept, tab_, row, col, kind, text, "", newKind, newText, form)
    NoteContent = True
End Function

' Notes what a block without formulas holds before it is emptied.
Public Sub NoteValues(ByVal kept As Boolean, ByVal tab_ As String, ByVal block As Range)
    Dim values As Variant
    Dim row As Long
    Dim col As Long
    Dim kind As String
    Dim text As String
    values = PlainValue(block)
    For row = 1 To UBound(values, 1)
        For col = 1 To UBound(values, 2)
            If IsError(values(row, col)) Then
                kind = "formula"
                text = "=" & block.Cells(row, col).Text
            Else
                SortValue values(row, col), kind, text
            End If
            If kind <> "blank" Then
                entries.Add Array(kept, tab_, block.Row + row - 1, block.Column + col - 1, kind, text, "", "blank", "", "")
            End If
        Next col
    Next row
End Sub

' Notes the program's part of a cell's note; false when it is the new one already.
Public Function NoteNote(ByVal cell As Range, ByVal text As String) As Boolean
    Dim old As String
    old = ProgramNote(cell)
    If old = text Then Exit Function
    entries.Add Array(True, cell.Worksheet.Name, cell.Row, cell.Column, "note", "", old, "note", text, "")
    NoteNote = True
End Function

Public Sub NoteVisible(ByVal sheet As Worksheet)
    entries.Add Array(False, sheet.Name, 0, 0, "show", CStr(sheet.Visible), "", "show", "", "")
End Sub

' Brings everything back, the last change first.
Public Sub BringBack()
    Dim number As Long
    Dim entry As Variant
    Dim sheet As Worksheet
    For number = entries.Count To 1 Step -1
        entry = entries(number)
        Set sheet = Book().Worksheets(entry(1))
        If entry(4) = "show" Then
            sheet.Visible = CLng(entry(5))
        ElseIf entry(4) = "note" Then
            WriteNote sheet.Cells(entry(2), entry(3)), entry(6)
        Else
            guarding = IsAttachment(sheet)
            WriteContent sheet.Cells(entry(2), entry(3)), entry(4), entry(5)
            If entry(9) <> "" Then sheet.Cells(entry(2), entry(3)).NumberFormat = entry(9)
        End If
    Next number
    StartJournal
End Sub

' -- the tab of the undo button ----------------------------------------------------------------------

' Puts what was noted in place of the record before; a press that overwrote nothing leaves that one.
Public Sub KeepForUndo(ByVal label As String)
    Dim rows() As Variant
    Dim total As Long
    Dim field As Long
    Dim entry As Variant
    Dim sheet As Worksheet
    For Each entry In entries
        If entry(0) Then total = total + 1
    Next entry
    If total = 0 Then Exit Sub
    ReDim rows(1 To total, 1 To COLUMNS)
    total = 0
    For Each entry In entries
        If entry(0) Then
            total = total + 1
            For field = 1 To COLUMNS
                rows(total, field) = CStr(entry(field))
            Next field
        End If
    Next entry
    Set sheet = UndoSheet()
    sheet.Range(sheet.Cells(FIRST_ROW, 1), sheet.Cells(LastRow(sheet), COLUMNS)).ClearContents
    WriteRows sheet, rows, total
    sheet.Cells(1, LABEL_COLUMN).Value = label
End Sub

' A very long text is written alone: older Excel refuses a whole block for it.
Private Sub WriteRows(ByVal sheet As Worksheet, ByRef rows() As Variant, ByVal total As Long)
    Dim block As Range
    Dim row As Long
    Dim field As Long
    Dim long_ As New Collection
    Dim item As Variant
    For row = 1 To total
        For field = 1 To COLUMNS
            If Len(rows(row, field)) > LONGEST_IN_BLOCK Then
                long_.Add Array(row, field, rows(row, field))
                rows(row, field) = ""
            End If
        Next field
    Next row
    Set block = sheet.Range(sheet.Cells(FIRST_ROW, 1), sheet.Cells(FIRST_ROW + total - 1, COLUMNS))
    block.NumberFormat = "@"
    block.Value = rows
    For Each item In long_
        sheet.Cells(FIRST_ROW + item(0) - 1, item(1)).Value = item(2)
    Next item
End Sub

Private Function LastRow(ByVal sheet As Worksheet) As Long
    LastRow = sheet.UsedRange.Row + sheet.UsedRange.Rows.Count - 1
    If LastRow < FIRST_ROW Then LastRow = FIRST_ROW
End Function

Private Function UndoSheet() As Worksheet
    Dim front As Object
    Set UndoSheet = FindTab(UndoTab())
    If Not UndoSheet Is Nothing Then Exit Function
    Set front = ActiveSheet
    Set UndoSheet = Book().Worksheets.Add(After:=Book().Worksheets(Book().Worksheets.Count))
    UndoSheet.Name = UndoTab()
    UndoSheet.Visible = xlSheetVeryHidden
    front.Activate
End Function

' Remembers the formats that cells had before the last press, for the undo button wipes the record itself.
' The last first: of a cell written twice the first entry, given back last, has the format it had.
Public Sub RememberFormats()
    Dim sheet As Worksheet
    Dim row As Long
    Set older = New Collection
    Set sheet = FindTab(UndoTab())
    If sheet Is Nothing Then Exit Sub
    For row = LastRow(sheet) To FIRST_ROW Step -1
        If CStr(sheet.Cells(row, COLUMNS).Value) <> "" Then
            older.Add Array(CStr(sheet.Cells(row, 1).Value), CLng(sheet.Cells(row, 2).Value), _
                CLng(sheet.Cells(row, 3).Value), CStr(sheet.Cells(row, COLUMNS).Value))
        End If
    Next row
End Sub

Public Sub GiveFormatsBack()
    Dim entry As Variant
    Dim sheet As Worksheet
    For Each entry In older
        Set sheet = FindTab(entry(0))
        If Not sheet Is Nothing Then sheet.Cells(entry(1), entry(2)).NumberFormat = entry(3)
    Next entry
End Sub
