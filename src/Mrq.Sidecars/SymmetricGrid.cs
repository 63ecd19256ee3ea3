using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>
/// The grid that consumers make who know symmetric int8 alone: a scale, or the magnitude of the largest value, of which scale = magnitude / 127. The model's
/// own is kept where its integers lie symmetric around 0: int8 of zero point 0, or uint8 of zero point 128, whose grids are one.
/// </summary>
internal static class SymmetricGrid
{
    public const int Largest = 127;

    /// <summary>The integers that such consumers compute with.</summary>
    public static readonly IntegerRange Range = new(-Largest, Largest);

    /// <summary>A record of such a scale.</summary>
    public static SidecarTensor Read(SidecarTensor tensor, double scale) => tensor with { Type = Range.Type, Range = Range, Scales = [UnsignedGrid.Scale(scale, tensor.Name)], ZeroPoints = [0] };

    /// <summary>A record of a largest magnitude.</summary>
    public static SidecarTensor OfMagnitude(SidecarTensor tensor, double magnitude) =>
        Read(tensor, UnsignedGrid.Scale(magnitude, tensor.Name) / Largest) with { Minima = [-magnitude], Maxima = [magnitude] };

    /// <summary>Whether the consumer's grid is the record's own.</summary>
    public static bool Keeps(SidecarTensor tensor) => tensor.Range is { Bits: 8 } range && tensor.ZeroPoints.All(zeroPoint => zeroPoint == (range.IsSigned ? 0 : 128));

    /// <summary>The scales for the consumer: the record's own, or those of the largest magnitude that its integers mean.</summary>
    public static IEnumerable<double> Scales(SidecarTensor tensor) => tensor.Scales.Select((scale, channel) => Keeps(tensor) ? scale : Magnitude(tensor, channel) / Largest);

    /// <summary>Records that move, and how.</summary>
    public static IEnumerable<(string Tensor, string Becomes)> Moved(IEnumerable<SidecarTensor> tensors) =>
        tensors.Where(tensor => !tensor.Scales.IsEmpty && !Keeps(tensor)).Select(tensor => (tensor.Name, string.Create(CultureInfo.InvariantCulture, $"has {tensor.Type} with scale {tensor.Scales[0]:G6} and zero point {tensor.ZeroPoints[0]}, and gets INT8 with scale {Scales(tensor).First():G6} and zero point 0")));

    private static double Magnitude(SidecarTensor tensor, int channel)
    {
        var (range, zeroPoint) = (tensor.Range!.Value, tensor.ZeroPoints[channel]);
        return tensor.Scales[channel] * Math.Max(Math.Abs(range.Minimum - zeroPoint), Math.Abs(range.Maximum - zeroPoint));
    }
}
