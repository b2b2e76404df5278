from pyfuncs.metrics import capacity, line_count, text_height, text_width


def test_chinese_signs_are_as_wide_as_the_font_and_others_about_half():
    assert text_width("质量", 11) == 22
    assert text_width("（集团）", 10) == 40
    assert 20 < text_width("ABCD", 10) < 25


def test_lines_wrap_at_the_width_and_at_every_break():
    assert line_count("", 50, 11) == 1
    assert line_count("一\n二\n\n四", 50, 11) == 4
    assert line_count("字" * 100, 160, 11) == 3
    assert line_count("字" * 100, 16, 11) > 20


def test_a_higher_text_never_gets_less_room():
    heights = [text_height("字" * count, 60, 11) for count in range(0, 400, 10)]
    assert heights == sorted(heights)


def test_a_text_of_the_stated_capacity_fits_and_twice_as_much_does_not():
    room = capacity(160, 200, 11)
    assert text_height("字" * room, 160, 11) <= 200 + 11 * 1.4
    assert text_height("字" * room * 2, 160, 11) > 200
