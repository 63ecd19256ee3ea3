using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mrq.Tests;

/// <summary>What a terminal shows at the end of all that was written to it: as much of ECMA-48 as lines, cursor movement and erasing take.</summary>
internal sealed partial class Screen
{
    private readonly List<StringBuilder> _lines = [new()];
    private int _row;
    private int _column;

    /// <summary>Lines with something on them.</summary>
    public static string[] Of(string written)
    {
        var screen = new Screen();
        for (var i = 0; i < written.Length;)
        {
            if (Sequence().Match(written, i) is { Success: true } sequence && sequence.Index == i)
            {
                screen.Do(sequence.Groups["end"].Value, sequence.Groups["number"].Value);
                i += sequence.Length;
            }
            else
            {
                screen.Put(written[i++]);
            }
        }

        return [.. screen._lines.Select(line => line.ToString().TrimEnd()).Where(line => line.Length > 0)];
    }

    private StringBuilder Line
    {
        get
        {
            while (_lines.Count <= _row)
            {
                _lines.Add(new StringBuilder());
            }

            return _lines[_row];
        }
    }

    private void Put(char character)
    {
        switch (character)
        {
            case '\r':
                _column = 0;
                return;
            case '\n':
                _row++;
                return;
            case < ' ':
                return;
        }

        if (Line.Length <= _column)
        {
            Line.Append(' ', _column + 1 - Line.Length);
        }

        Line[_column++] = character;
    }

    private void Do(string end, string number)
    {
        var count = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 1;
        switch (end)
        {
            case "A":
                _row = Math.Max(0, _row - count);
                break;
            case "B":
                _row += count;
                break;
            case "K" when number == "2":
                Line.Clear();
                break;
            case "K":
                Line.Length = Math.Min(Line.Length, _column);
                break;
            case "J":
                _lines.RemoveRange(Math.Min(_row + 1, _lines.Count), _lines.Count - Math.Min(_row + 1, _lines.Count));
                Line.Length = Math.Min(Line.Length, _column);
                break;
        }
    }

    [GeneratedRegex(@"\G\x1b(?:\[\??(?<number>\d*)[\d;]*(?<end>[A-Za-z])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>])")]
    private static partial Regex Sequence();
}
