using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Build;

/// <summary>Numbers in metadata, with '.' in every culture.</summary>
internal static class MetadataNumber
{
    /// <summary>Null for an empty text.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static double? Parse(string name, string text, string example) =>
        text.Length == 0 ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw new MrqException(MrqCodes.BadOption, $"{name} '{text}' is not a number of {example}.");

    /// <summary>0 for an empty text.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static int ParseWhole(string name, string text) =>
        text.Length == 0 ? 0
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new MrqException(MrqCodes.BadOption, $"{name} '{text}' is not a whole number such as 1 or -1.");
}
