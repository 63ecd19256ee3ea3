using System.Buffers.Binary;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// From a number of the dataset to an element of the target's input: real = (v − offset) · scale, and for an integer target
/// clamp(round(real / S) + Z), ties away from zero before Z is added. In double (v − offset) · scale is exact for integers of
/// 29 bits and less, so that equal parameters give back v.
/// </summary>
/// <param name="Offset">Zero point of the data; 0 for real values.</param>
/// <param name="Scale">Scale of the data; 1 for real values.</param>
/// <param name="Target">Type of the target's input.</param>
/// <param name="TargetOffset">Zero point Z of the target.</param>
/// <param name="TargetScale">Scale S of the target.</param>
internal readonly record struct InputMap(double Offset, double Scale, ElementType Target, double TargetOffset, double TargetScale)
{
    /// <summary>Writes the little-endian element at the start of the span.</summary>
    public void Write(double value, Span<byte> element)
    {
        var real = (value - Offset) * Scale;
        switch (Target)
        {
            case ElementType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(element, (float)real);
                break;
            case ElementType.Int8 or ElementType.UInt8:
                element[0] = (byte)Quantize(real);
                break;
            case ElementType.Int16 or ElementType.UInt16:
                BinaryPrimitives.WriteInt16LittleEndian(element, unchecked((short)Quantize(real)));
                break;
            default:
                BinaryPrimitives.WriteInt32LittleEndian(element, Quantize(real));
                break;
        }
    }

    private int Quantize(double real)
    {
        var (minimum, maximum) = Target.IntegerRange();
        return FloatingPoint.RoundAndClamp(FloatingPoint.Round(real / TargetScale) + TargetOffset, minimum, maximum);
    }
}
