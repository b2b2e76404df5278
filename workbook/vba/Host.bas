Attribute VB_Name = "Host"
Option Explicit

' What differs between Excel, WPS and LibreOffice, and where Python is.
' LibreOffice overlooks every line that begins with # and compiles what stands between them; Excel and WPS know no
' constant LibreOffice and leave it out. So such a block is for LibreOffice alone.

Private Const BUSY_SECONDS As Double = 0.05

' True where LibreOffice runs the macro (it calls itself Microsoft Excel).
Public Function IsLibreOffice() As Boolean
#If LibreOffice Then
    IsLibreOffice = True
#End If
End Function

' This workbook. LibreOffice forgets which module is the workbook's when it saves the file, and finds it by this name.
Public Function Book() As Workbook
#If LibreOffice Then
    Set Book = Application.ThisWorkbook
    Exit Function
#End If
    Set Book = ThisWorkbook
End Function

' True where xlwings can reach the workbook: Excel for Windows, not WPS, which may call itself Excel too.
Public Function IsExcel() As Boolean
    Dim place As String
    If IsLibreOffice() Or Not IsWindows() Then Exit Function
    place = Application.Name & "|" & Application.Path
    IsExcel = (InStr(1, place, "Excel", vbTextCompare) > 0)
    If InStr(1, place, "WPS", vbTextCompare) > 0 Or InStr(1, place, "Kingsoft", vbTextCompare) > 0 Then IsExcel = False
End Function

Public Function IsWindows() As Boolean
    IsWindows = (InStr(1, Variable("OS"), "Windows", vbTextCompare) > 0)
End Function

' Excel for Mac keeps macros from starting other programs; LibreOffice there does not, and overlooks the condition.
Public Function IsMac() As Boolean
#If Mac Then
    IsMac = Not IsLibreOffice()
#End If
End Function

Public Function Separator() As String
    Separator = IIf(IsWindows(), "\", "/")
End Function

' A copy of the workbook as it stands, unsaved changes too; the clerk's own file is not touched.
Public Sub SaveCopy(ByVal path As String)
#If LibreOffice Then
    Dim how(0) As Variant
    how(0) = CreateUnoStruct("com.sun.star.beans.PropertyValue")
    how(0).Name = "FilterName"
    how(0).Value = "Calc MS Excel 2007 XML"
    ThisComponent.storeToURL ConvertToURL(path), how()
    Exit Sub
#End If
    Book().SaveCopyAs path
End Sub

' Waits a moment and lets the clerk press keys; a long wait must not keep a whole processor busy.
Public Sub Pause(ByVal waitedLong As Boolean)
    Dim start As Double
#If LibreOffice Then
    Wait IIf(waitedLong, 200, 30)
    Exit Sub
#End If
    start = Timer
    Do
        DoEvents
    Loop While Timer - start < BUSY_SECONDS And Timer >= start
    If waitedLong Then Application.Wait Now + 1 / 86400
End Sub

' Shows a file or folder in the system's own program.
Public Sub OpenPath(ByVal path As String)
#If LibreOffice Then
    CreateUnoService("com.sun.star.system.SystemShellExecute").execute ConvertToURL(path), "", 0
    Exit Sub
#End If
    If IsWindows() Then
        StartProgram "explorer.exe """ & path & """", False
    Else
        Book().FollowHyperlink path
    End If
End Sub

' Lets a table span from its heading at (row, col) to (lastRow, lastCol); nothing where there is no such table.
Public Sub ResizeTable(ByVal sheet As Worksheet, ByVal table As String, ByVal row As Long, ByVal col As Long, _
        ByVal lastRow As Long, ByVal lastCol As Long)
    Dim found As Object
#If LibreOffice Then
    Dim area As Variant
    If Not ThisComponent.DatabaseRanges.hasByName(table) Then Exit Sub
    found = ThisComponent.DatabaseRanges.getByName(table)
    area = found.DataArea
    area.StartRow = row - 1
    area.StartColumn = col - 1
    area.EndRow = lastRow - 1
    area.EndColumn = lastCol - 1
    found.DataArea = area
    Exit Sub
#End If
    For Each found In sheet.ListObjects
        If found.Name = table Then found.Resize sheet.Range(sheet.Cells(row, col), sheet.Cells(lastRow, lastCol))
    Next found
End Sub

' Gives a block the formats and drop-downs of a row of cells, column by column: by the clipboard, which alone carries
' both; LibreOffice's cannot reach a hidden tab.
Public Sub GiveLooks(ByVal source As Range, ByVal block As Range)
#If LibreOffice Then
    Dim number As Long
    Dim look As Variant
    Dim pattern As Object
    Dim cells_ As Object
    For number = 0 To source.Columns.Count - 1
        pattern = ThisComponent.Sheets.getByName(source.Worksheet.Name).getCellByPosition( _
            source.Column - 1 + number, source.Row - 1)
        cells_ = ThisComponent.Sheets.getByName(block.Worksheet.Name).getCellRangeByPosition( _
            block.Column - 1 + number, block.Row - 1, block.Column - 1 + number, block.Row + block.Rows.Count - 2)
        For Each look In Array("CellStyle", "NumberFormat", "CellBackColor", "CharColor", "CharHeight", _
                "CharHeightAsian", "CharWeight", "CharFontName", "CharFontNameAsian", "HoriJustify", "VertJustify", _
                "IsTextWrapped", "ShrinkToFit", "CellProtection", "TopBorder", "BottomBorder", "LeftBorder", _
                "RightBorder", "Validation")
            cells_.setPropertyValue look, pattern.getPropertyValue(look)
        Next look
    Next number
    Exit Sub
#End If
    source.Copy
    block.PasteSpecial xlPasteFormats
    source.Copy
    block.PasteSpecial xlPasteValidation
    Application.CutCopyMode = False
End Sub

' The cells of a tab that have a note.
Public Function NotedCells(ByVal sheet As Worksheet) As Collection
    Dim note As Object
    Dim found As New Collection
    Set NotedCells = found
#If LibreOffice Then
    Dim number As Long
    Dim place As Variant
    Dim notes As Object
    notes = ThisComponent.Sheets.getByName(sheet.Name).Annotations
    For number = 0 To notes.Count - 1
        place = notes.getByIndex(number).Position
        found.Add sheet.Cells(place.Row + 1, place.Column + 1)
    Next number
    Exit Function
#End If
    For Each note In sheet.Comments
        found.Add note.Parent
    Next note
End Function

' The name the clerk has logged in by.
Public Function LoginName() As String
    LoginName = Variable("USERNAME")
    If LoginName = "" Then LoginName = Variable("USER")
    If LoginName = "" And Not IsLibreOffice() Then LoginName = Application.UserName
End Function

' Raises an error whose description is one sentence for the clerk.
Public Sub Fail(ByVal reason As String)
    Err.Raise 1001, , reason
End Sub

' -- where Python is ---------------------------------------------------------------------------------

' The interpreter named in the settings, else the one the system finds; where the one named is not there, as in a
' workbook from another computer, the account's own; "" where that is not there either.
Public Function Interpreter() As String
    Interpreter = Setting(InterpreterKey())
    If Interpreter = "" Then
        Interpreter = IIf(IsWindows(), "python", "python3")
    ElseIf Not CanStart(Interpreter) Then
        Interpreter = AccountSetting(InterpreterKey())
        If Not CanStart(Interpreter) Then Interpreter = ""
    End If
End Function

' The folder the program lies in; "" where the interpreter knows it, as the account's own does.
Public Function ProgramFolder() As String
    Dim named As String
    named = Setting(InterpreterKey())
    If named = "" Or named = Interpreter() Then ProgramFolder = Setting("PYTHONPATH")
End Function

' xlwings reads the workbook's own sheet before the account's file: a Python named there that is not there gives way
' to `named`, until the press is over. What stood there; "" where nothing is to be put back.
Public Function LendInterpreter(ByVal named As String) As String
    Dim place As Range
    Set place = SettingCell(InterpreterKey())
    If place Is Nothing Then Exit Function
    If CStr(place.Value) = "" Or CStr(place.Value) = named Or named = "" Then Exit Function
    LendInterpreter = CStr(place.Value)
    place.Value = named
End Function

Private Function InterpreterKey() As String
    InterpreterKey = "Interpreter_Linux"
    If IsWindows() Then
        InterpreterKey = "Interpreter_Win"
    ElseIf Setting(InterpreterKey) = "" Then
        InterpreterKey = "Interpreter_Mac"
    End If
End Function

Private Function CanStart(ByVal named As String) As Boolean
    If named = "" Then Exit Function
    CanStart = (InStr(named, Separator()) = 0)
    If Not CanStart Then CanStart = IsThere(named)
End Function

' A setting of xlwings: from the workbook's own sheet, else from the account's file; "" where neither has it.
Public Function Setting(ByVal key As String) As String
    Dim place As Range
    Set place = SettingCell(key)
    If place Is Nothing Then
        Setting = AccountSetting(key)
    Else
        Setting = CStr(place.Value)
    End If
End Function

' The cell of the workbook's own sheet that holds a setting; Nothing where it has none.
Private Function SettingCell(ByVal key As String) As Range
    Dim sheet As Worksheet
    Dim row As Long
    Set sheet = FindTab(SettingsTab())
    If sheet Is Nothing Then Exit Function
    For row = 1 To sheet.UsedRange.Rows.Count
        If StrComp(CStr(sheet.Cells(row, 1).Value), key, vbTextCompare) = 0 Then
            Set SettingCell = sheet.Cells(row, 2)
            Exit Function
        End If
    Next row
End Function

Private Function AccountSetting(ByVal key As String) As String
    Dim path As String
    Dim text As Variant
    Dim parts As Variant
    path = Variable(IIf(IsWindows(), "USERPROFILE", "HOME")) & Separator() & ".xlwings" & Separator() & "xlwings.conf"
    If Not IsThere(path) Then Exit Function
    For Each text In ReadLines(path)
        parts = Split(Replace(CStr(text), """", ""), ",")
        If UBound(parts) = 1 Then
            If StrComp(Trim$(parts(0)), key, vbTextCompare) = 0 Then AccountSetting = Trim$(parts(1))
        End If
    Next text
End Function
