using Mrq.Core.Diagnostics;

namespace Mrq.Tool;

/// <summary>All that the command prints, made safe by <see cref="SafeText"/>. The console itself is banned elsewhere, so that nothing is printed past it.</summary>
#pragma warning disable RS0030 // This is the one place.
internal static class Terminal
{
    /// <summary>Whether nobody watches standard error.</summary>
    public static bool IsErrorRedirected => Console.IsErrorRedirected;

    /// <summary>Columns of standard output where that is a terminal, else enough for any line.</summary>
    public static int Width => Console.IsOutputRedirected ? 120 : Math.Max(Console.WindowWidth, 1);

    /// <summary>One line on standard output.</summary>
    public static void WriteLine(string line = "") => Console.WriteLine(SafeText.Line(line));

    /// <summary>JSON on standard output.</summary>
    public static void WriteJson(string json) => Console.WriteLine(SafeText.Json(json));

    /// <summary>Text of this program alone, of several lines, on standard output.</summary>
    public static void WriteOwn(string text) => Console.Write(text);

    /// <summary>One line on standard error.</summary>
    public static void WriteError(string line) => Console.Error.WriteLine(SafeText.Line(line));

    /// <summary>Writes over the current line of standard error.</summary>
    /// <param name="line">What stands there now.</param>
    /// <param name="width">The columns that the line before took.</param>
    /// <returns>The columns that this one takes.</returns>
    public static int WriteOver(string line, int width)
    {
        var safe = SafeText.Line(line);
        Console.Error.Write($"\r{safe.PadRight(width)}");
        return safe.Length;
    }

    /// <summary>Clears the current line of standard error.</summary>
    public static void ClearLine(int width) => Console.Error.Write($"\r{new string(' ', width)}\r");
}
#pragma warning restore RS0030
