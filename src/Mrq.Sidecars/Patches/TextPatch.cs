using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>
/// A file's text with other numbers in some places, and what there is to say of it. A number that is written already as the same float32 stays as it is
/// written: tools compare texts.
/// </summary>
/// <param name="format">The format's name.</param>
/// <param name="content">The file.</param>
internal sealed class TextPatch(string format, SidecarContent content)
{
    private readonly List<(TextPlace Place, string Text)> _changes = [];
    private readonly List<(string Tensor, string Reason)> _hindrances = [];
    private readonly List<(string Tensor, string Becomes)> _told = [];
    private bool _hasMatch;

    /// <summary>How lines of the file end.</summary>
    public string LineEnd { get; } = content.Text!.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>Notes that the model knows a name of the file.</summary>
    public void Match() => _hasMatch = true;

    /// <summary>Notes what keeps the model from this file.</summary>
    public void Refuse(string tensor, string reason) => _hindrances.Add((tensor, reason));

    /// <summary>Notes what becomes of a tensor.</summary>
    public void Tell(string tensor, string becomes) => _told.Add((tensor, becomes));

    /// <summary>Puts a text into a place.</summary>
    public void Replace(TextPlace place, string text) => _changes.Add((place, text));

    /// <summary>Puts a text into a place and the blanks before it.</summary>
    public void ReplaceWithBlanksBefore(TextPlace place, string text)
    {
        var start = content.Text!.AsSpan(0, place.Start).TrimEnd(' ').Length;
        Replace(new TextPlace(start, place.Start + place.Length - start), text);
    }

    /// <summary>Puts a number into a place that has another one.</summary>
    public void Replace(TextPlace place, string present, double number)
    {
        if (!double.TryParse(present, NumberStyles.Float, CultureInfo.InvariantCulture, out var old) || (float)old != (float)number)
        {
            Replace(place, Number(number));
        }
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all hindrances, <see cref="MrqCodes.BadOption"/> where the file knows no name of the model.</exception>
    public SidecarPatch Finish()
    {
        SidecarErrors.RequireWritable($"the base of {format}", _hindrances);
        if (!_hasMatch)
        {
            throw new MrqException(MrqCodes.BadOption, $"the base of {format} has no name that the model has; give its names with SidecarNames.");
        }

        var (text, result, at) = (content.Text!, new StringBuilder(), 0);
        foreach (var (place, replacement) in _changes.OrderBy(change => change.Place.Start))
        {
            result.Append(text, at, place.Start - at).Append(replacement);
            at = place.Start + place.Length;
        }

        var bytes = Encoding.UTF8.GetBytes(result.Append(text, at, text.Length - at).ToString());
        return new SidecarPatch(content.Bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? [.. Encoding.UTF8.Preamble, .. bytes] : bytes, [.. _told]);
    }

    /// <summary>With a point in any case: YAML takes 1E-05 for a text, and 1.0E-05 for a number.</summary>
    public static string Number(double number)
    {
        var text = TextFile.Single(number);
        return text.Contains('.') ? text : text.IndexOf('E') is >= 0 and var exponent ? text.Insert(exponent, ".0") : $"{text}.0";
    }
}

/// <summary>What patches ask of records.</summary>
internal static class PatchRecords
{
    /// <summary>The smallest and the largest real value of each channel.</summary>
    public static ImmutableArray<(double Minimum, double Maximum)> Limits(this SidecarTensor tensor) =>
        [.. tensor.Scales.Select((scale, channel) => (scale * (tensor.Range!.Value.Minimum - tensor.ZeroPoints[channel]), scale * (tensor.Range.Value.Maximum - tensor.ZeroPoints[channel])))];

    /// <summary>The zero points in integers of as many bits that are signed, or not: the grid is the same.</summary>
    public static ImmutableArray<long> ZeroPoints(this SidecarTensor tensor, bool isSigned)
    {
        var range = tensor.Range!.Value;
        return [.. tensor.ZeroPoints.Select(zeroPoint => -UnsignedGrid.Offset(zeroPoint, range) - (isSigned ? 1L << (range.Bits - 1) : 0))];
    }

    /// <summary>Records by name and role; what is computed has the role of an activation.</summary>
    public static Dictionary<(string Name, SidecarRole Role), SidecarTensor> ByKey(this Sidecar sidecar)
    {
        var records = new Dictionary<(string, SidecarRole), SidecarTensor>();
        foreach (var tensor in sidecar.Tensors)
        {
            records.TryAdd((tensor.Name, tensor.Role), tensor);
        }

        return records;
    }
}
