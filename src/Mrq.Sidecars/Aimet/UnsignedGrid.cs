using System.Globalization;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>
/// How Qualcomm's tools write a grid: real = scale · (q + offset) with q from 0 to 2^bits − 1 whatever type the integers have, so that an offset is the
/// negative zero point of unsigned integers, and −2^(bits − 1) is symmetric. Source: AIMET, encoding format specification.
/// </summary>
internal static class UnsignedGrid
{
    public const int FewestBits = 2;
    public const int MostBits = 32;

    /// <summary>A record of one entry for each channel.</summary>
    /// <param name="tensor">Name, role and place.</param>
    /// <param name="bits">Of the integers.</param>
    /// <param name="isSymmetric">What the file says of it.</param>
    /// <param name="entries">Scale and offset of each channel, and the smallest real value where the file has it.</param>
    /// <param name="notes">Takes doubts.</param>
    public static SidecarTensor Read(SidecarTensor tensor, int bits, bool isSymmetric, IReadOnlyList<(double Scale, long Offset, double? Minimum)> entries, ReadingNotes notes)
    {
        var half = 1L << (bits - 1);

        // One step less than all is what a strictly symmetric quantizer leaves: −127 to 127.
        var isNarrow = isSymmetric && entries.All(entry => entry.Offset == 1 - half);
        var isSigned = isNarrow || (isSymmetric && entries.All(entry => entry.Offset == -half));
        var range = isNarrow ? new IntegerRange(1 - half, half - 1) : IntegerRange.Of(bits, isSigned);
        return tensor with
        {
            Type = range.Type,
            Range = range,
            Scales = [.. entries.Select(entry => entry.Scale)],
            ZeroPoints = [.. entries.Select(entry => isSigned ? 0 : ZeroPoint(entry.Scale, entry.Offset, entry.Minimum, range, tensor.Name, notes))],
        };
    }

    /// <summary>The offset of a zero point.</summary>
    public static long Offset(long zeroPoint, IntegerRange range) => -(zeroPoint + (range.IsSigned ? 1L << (range.Bits - 1) : 0));

    /// <summary>Smallest and largest real value of an offset.</summary>
    public static (double Minimum, double Maximum) Limits(double scale, long offset, int bits) => (scale * offset, scale * (offset + (1L << bits) - 1));

    /// <summary>Whether a grid is called symmetric: signed integers around 0.</summary>
    public static bool IsSymmetric(SidecarTensor tensor) => tensor.Range!.Value.IsSigned && tensor.ZeroPoints.All(zeroPoint => zeroPoint == 0);

    /// <exception cref="Core.Diagnostics.MrqException">The width is none.</exception>
    public static int Bits(JsonFields fields, string name) => fields.Whole(name) switch
    {
        null => throw fields.Missing(name),
        >= FewestBits and <= MostBits and var bits => (int)bits,
        var bits => throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"{name} is {bits}, and integers have {FewestBits} to {MostBits}."), fields.Tensor),
    };

    /// <exception cref="Core.Diagnostics.MrqException">There is no such floating-point type.</exception>
    public static ElementType FloatType(int bits, string tensor) => bits switch
    {
        16 => ElementType.Float16,
        32 => ElementType.Float32,
        _ => throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"a floating-point type of {bits} bits is not known; 16 and 32 are."), tensor),
    };

    /// <exception cref="Core.Diagnostics.MrqException">A scale of zero or less is no scale.</exception>
    public static double Scale(double scale, string tensor) => scale > 0 ? scale : throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"its scale is {scale}, and a scale is more than 0."), tensor);

    /// <summary>
    /// The offset's, but where the smallest value contradicts it: files have offsets of ONNX's sign, and offsets that are one short, and their ranges are right.
    /// </summary>
    private static long ZeroPoint(double scale, long offset, double? minimum, IntegerRange range, string tensor, ReadingNotes notes)
    {
        var zeroPoint = -offset;
        if (minimum is { } real && Math.Abs((-real / scale) - zeroPoint) > 0.5)
        {
            zeroPoint = (long)Math.Round(Math.Clamp(-real / scale, long.MinValue / 2, long.MaxValue / 2));
            notes.Doubt("the offset contradicts min / scale (its sign is ONNX's, or it is one short); the zero point is -min / scale", tensor);
        }

        return zeroPoint >= range.Minimum && zeroPoint <= range.Maximum ? zeroPoint
            : throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"offset {offset} was read as the zero point {zeroPoint} of integers {range}, which leave 0 out (real = scale · (q + offset), q from 0{(minimum is null ? "; there is no min to tell another sign from" : "")})."), tensor);
    }
}
