using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>The coded errors of this folder, and names from files made fit to print.</summary>
internal static class DatasetErrors
{
    private const int LongestName = 80;

    public static MrqException CannotRead(string message, long? byteOffset = null, Exception? cause = null) =>
        new(MrqCodes.BadDataset, message, new MrqPlace(ByteOffset: byteOffset), cause);

    public static MrqException DoesNotFit(string message, string? tensor = null) =>
        new(MrqCodes.DatasetDoesNotFit, message, new MrqPlace(Tensor: tensor is null ? null : Printable(tensor)));

    /// <summary>A name that a file chose, without what could break a line or steer a terminal, and not too long.</summary>
    public static string Printable(string name)
    {
        var text = new StringBuilder(Math.Min(name.Length, LongestName) + 1);
        foreach (var character in name.AsSpan(0, Math.Min(name.Length, LongestName)))
        {
            text.Append(char.IsControl(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) is
                System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator ? '?' : character);
        }

        return name.Length > LongestName ? text.Append('…').ToString() : text.ToString();
    }

    /// <summary>What reading a damaged or unreadable file may throw, in the file system or in the BCL's ZIP and deflate readers.</summary>
    public static bool IsReadFailure(Exception exception) => exception
        is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException or OverflowException;
}
