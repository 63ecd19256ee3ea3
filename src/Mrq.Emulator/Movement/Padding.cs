using Mrq.Core.Graph;

namespace Mrq.Emulator.Reference.Movements;

/// <summary>The value around an image.</summary>
internal static class Padding
{
    /// <summary>The bits of the output's zero point, or zero where the output is not quantized.</summary>
    public static ulong Fill(KernelContext context)
    {
        var output = context.Output();
        if (output.Quantization is null || output.Type is not (ElementType.UInt8 or ElementType.Int8 or ElementType.Int16))
        {
            return 0;
        }

        var zeroPoint = context.ActivationQuantization(output).ZeroPoints[0];
        var (minimum, maximum) = output.Type.IntegerRange();
        context.Require(zeroPoint >= minimum && zeroPoint <= maximum, $"the zero point {zeroPoint} is no {output.Type.FieldName()}.");
        return unchecked((ulong)zeroPoint);
    }
}
