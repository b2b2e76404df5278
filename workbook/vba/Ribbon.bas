Attribute VB_Name = "Ribbon"
Option Explicit

' The callbacks of ribbon.xml. Every button's id is one of pyfuncs/press.py.

Private shown As Object

Public Sub OnLoad(ribbon As Object)
    Set shown = ribbon
End Sub

Public Sub OnAction(control As Object)
    PressButton control.ID
End Sub

' Buttons that work on an attachment's tab alone are grey elsewhere.
Public Sub GetEnabled(control As Object, ByRef enabled As Variant)
    On Error Resume Next
    enabled = False
    enabled = IsAttachment(ActiveSheet)
End Sub

' The menu of all visible tabs, made anew each time it drops.
Public Sub GetTabMenu(control As Object, ByRef content As Variant)
    content = TabMenu()
End Sub

Public Sub OnTab(control As Object)
    On Error GoTo Failed
    Book().Worksheets(control.Tag).Activate
    Exit Sub
Failed:
    ReportFailure Err.Description
End Sub

' Lets the ribbon ask again which buttons can work; it is lost when VBA was reset, and comes back with the next opening.
Public Sub RefreshRibbon()
    On Error Resume Next
    If Not shown Is Nothing Then shown.Invalidate
End Sub
