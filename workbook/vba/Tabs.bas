Attribute VB_Name = "Tabs"
Option Explicit

' The tab of that name; Nothing where there is none.
Public Function FindTab(ByVal name As String) As Worksheet
    Dim sheet As Worksheet
    For Each sheet In Book().Worksheets
        If sheet.Name = name Then
            Set FindTab = sheet
            Exit Function
        End If
    Next sheet
End Function

' An attachment tab is known by its code name (A, the notice's id, an underscore, its number), so that it may be
' renamed; or by its name, for LibreOffice drops code names when it saves.
Public Function IsAttachment(ByVal sheet As Object) As Boolean
    IsAttachment = (sheet.CodeName Like "A*_*") Or (InStr(sheet.Name, AttachmentWord()) > 1)
End Function

' The cell of the home sheet that holds the id of the notice in use.
Public Function NoticeCell() As Range
    Set NoticeCell = Book().Names(CurrentNoticeName()).RefersToRange
End Function

' Shows the attachment tabs of the notice in use and hides those of the others.
' No notice, or one without tabs, shows them all.
Public Sub ShowCurrentNotice()
    Dim notice As String
    Dim showAll As Boolean
    Dim sheet As Worksheet
    notice = Trim$(CStr(NoticeCell().Value))
    showAll = Not HasTabs(notice)
    Application.ScreenUpdating = False
    For Each sheet In Book().Worksheets
        If IsAttachment(sheet) Then
            If showAll Or BelongsTo(sheet, notice) Then
                sheet.Visible = xlSheetVisible
            Else
                sheet.Visible = xlSheetHidden
            End If
        End If
    Next sheet
    Application.ScreenUpdating = True
End Sub

' The ribbon's menu of visible tabs.
Public Function TabMenu() As String
    Dim sheet As Worksheet
    Dim name As String
    Dim items As String
    For Each sheet In Book().Worksheets
        If sheet.Visible = xlSheetVisible Then
            name = Marked(sheet.Name)
            items = items & "<button id=""tab" & sheet.Index & """ label=""" & Replace(name, "&amp;", "&amp;&amp;") & _
                """ tag=""" & name & """ onAction=""OnTab""/>"
        End If
    Next sheet
    TabMenu = "<menu xmlns=""http://schemas.microsoft.com/office/2009/07/customui"">" & items & "</menu>"
End Function

Private Function Marked(ByVal text As String) As String
    Marked = Replace(Replace(text, "&", "&amp;"), "<", "&lt;")
    Marked = Replace(Replace(Marked, ">", "&gt;"), """", "&quot;")
End Function

Private Function BelongsTo(ByVal sheet As Worksheet, ByVal notice As String) As Boolean
    If notice = "" Then Exit Function
    BelongsTo = (InStr(sheet.CodeName, "A" & notice & "_") = 1) Or (InStr(sheet.Name, notice & AttachmentWord()) = 1)
End Function

Private Function HasTabs(ByVal notice As String) As Boolean
    Dim sheet As Worksheet
    For Each sheet In Book().Worksheets
        If BelongsTo(sheet, notice) Then
            HasTabs = True
            Exit Function
        End If
    Next sheet
End Function
