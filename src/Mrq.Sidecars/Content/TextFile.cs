using System.Globalization;
using System.Text;

namespace Mrq.Sidecars;

/// <summary>Numbers and names in lines of text.</summary>
internal static class TextFile
{
    /// <summary>The bytes of lines; they end with '\n' on every system.</summary>
    public static byte[] Of(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n")));

    /// <summary>The lines of a text that are not empty, with their numbers from 1.</summary>
    public static IReadOnlyList<(string Text, int Number)> Filled(SidecarContent content) => [.. (content.Lines ?? []).Select((line, index) => (line, index + 1)).Where(line => line.line.Trim().Length > 0)];

    /// <summary>Whether a text is a finite decimal number.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>A finite number.</summary>
    /// <exception cref="Core.Diagnostics.MrqException"><see cref="Core.Diagnostics.MrqCodes.BadSidecar"/> with the tensor.</exception>
    public static double Number(ReadOnlySpan<char> text, string tensor, string what) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw SidecarErrors.Wrong($"{what} is '{Core.Diagnostics.SafeText.Name(text.ToString())}' and no finite number.", tensor);

    /// <summary>A whole number, also one that is written with a point.</summary>
    public static long Whole(ReadOnlySpan<char> text, string tensor, string what) =>
        Number(text, tensor, what) is var number && number == Math.Round(number) && Math.Abs(number) <= 1L << 40 ? (long)number
        : throw SidecarErrors.Wrong($"{what} is '{Core.Diagnostics.SafeText.Name(text.ToString())}' and no whole number.", tensor);

    /// <summary>The fewest digits that are this number and no other of 32 bits.</summary>
    public static string Single(double number) => ((float)number).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The fewest digits that are this number and no other.</summary>
    public static string Double(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Refuses names that a format of lines would cut elsewhere.</summary>
    /// <param name="format">The format.</param>
    /// <param name="tensors">Its records.</param>
    /// <param name="forbidden">Characters beside line ends that a name cannot have.</param>
    public static void RequireNames(string format, IEnumerable<SidecarTensor> tensors, string forbidden = "") =>
        SidecarErrors.RequireWritable(format, tensors.Where(tensor => tensor.Name.AsSpan().ContainsAny($"\r\n{forbidden}")).Select(tensor => (tensor.Name, "its name has a character that ends names there; give it another with SidecarNames")));
}
