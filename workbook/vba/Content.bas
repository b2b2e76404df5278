Attribute VB_Name = "Content"
Option Explicit

' What a cell holds, as kind and text like a line of the changes: text, number, formula, blank; and its note.

' True while cells of an attachment's tab are written: it is protected, and a cell is locked as long as it holds a formula.
Public guarding As Boolean

Public Sub ReadContent(ByVal cell As Range, ByRef kind As String, ByRef text As String)
    Dim value As Variant
    If cell.HasFormula Then
        kind = "formula"
        text = cell.Formula
        Exit Sub
    End If
    value = PlainValue(cell)
    If IsError(value) Then
        kind = "formula"
        text = "=" & cell.Text
    Else
        SortValue value, kind, text
    End If
End Sub

' Kind and text of what was typed: no formula, no error.
Public Sub SortValue(ByVal value As Variant, ByRef kind As String, ByRef text As String)
    kind = "blank"
    text = ""
    If IsEmpty(value) Then Exit Sub
    If VarType(value) = vbBoolean Then
        kind = "formula"
        text = IIf(value, "=TRUE", "=FALSE")
    ElseIf VarType(value) = vbString Then
        If value <> "" Then kind = "text"
        text = value
    Else
        kind = "number"
        text = Trim$(Str$(CDbl(value)))
    End If
End Sub

' A cell's value, or rows and columns of a block's. Value2 keeps dates and money as plain numbers; LibreOffice has none.
Public Function PlainValue(ByVal block As Range) As Variant
    If IsLibreOffice() Then
        PlainValue = block.Value
    Else
        PlainValue = block.Value2
    End If
End Function

' True when the content needs another number format to stay what it is.
Public Function NeedsFormat(ByVal cell As Range, ByVal kind As String, ByVal text As String) As Boolean
    Select Case kind
        Case "text"
            If IsReadAsOther(text) Then NeedsFormat = (cell.NumberFormat <> "@")
        Case "number", "formula"
            NeedsFormat = (cell.NumberFormat = "@")
    End Select
End Function

' Writes a cell; text never becomes a formula, a number or a date.
Public Sub WriteContent(ByVal cell As Range, ByVal kind As String, ByVal text As String)
    If NeedsFormat(cell, kind, text) Then cell.NumberFormat = IIf(kind = "text", "@", "General")
    If kind = "blank" Or text = "" Then
        cell.MergeArea.ClearContents
    ElseIf kind = "number" Then
        cell.Value = Val(text)
    ElseIf kind = "formula" Then
        cell.Formula = text
    Else
        cell.Value = text
    End If
    If guarding Then cell.MergeArea.Locked = (kind = "formula")
End Sub

' Text with a digit, a sign at its head or a word of logic would be taken for something else.
Private Function IsReadAsOther(ByVal text As String) As Boolean
    Dim first As String
    first = Left$(LTrim$(text), 1)
    If first = "" Then Exit Function
    IsReadAsOther = (InStr("=+-@'#", first) > 0) Or (text Like "*#*")
    If LCase$(Trim$(text)) = "true" Or LCase$(Trim$(text)) = "false" Then IsReadAsOther = True
End Function

' -- notes: the clerk's own words above a line, the program's below it ---------------------------------

' The program's part of a cell's note.
Public Function ProgramNote(ByVal cell As Range) As String
    Dim parts As Variant
    parts = Split(WholeNote(cell), NoteLine())
    If UBound(parts) > 0 Then ProgramNote = Stripped(parts(1))
End Function

' Replaces the program's part; "" takes it away. A note that holds nothing more goes.
Public Sub WriteNote(ByVal cell As Range, ByVal text As String)
    Dim whole As String
    Dim own As String
    whole = WholeNote(cell)
    If whole <> "" Then own = Split(whole, NoteLine())(0)
    If InStr(whole, NoteLine()) > 0 Then own = Stripped(own)
    If text <> "" Then own = own & IIf(own = "", "", vbLf) & NoteLine() & vbLf & text
    If own = whole Then Exit Sub
    If cell.Comment Is Nothing Then
        cell.AddComment own
    ElseIf own = "" Then
        cell.Comment.Delete
    Else
        cell.Comment.Text own
    End If
End Sub

Private Function WholeNote(ByVal cell As Range) As String
    If cell.Comment Is Nothing Then Exit Function
    WholeNote = Replace(Replace(cell.Comment.Text, vbCrLf, vbLf), vbCr, vbLf)
End Function

Private Function Stripped(ByVal text As String) As String
    Stripped = text
    Do While Left$(Stripped, 1) = vbLf
        Stripped = Mid$(Stripped, 2)
    Loop
    Do While Right$(Stripped, 1) = vbLf
        Stripped = Left$(Stripped, Len(Stripped) - 1)
    Loop
End Function
