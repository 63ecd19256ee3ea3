using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// L2_NORMALIZATION on uint8 and int8: each row of the last dimension, without its zero point, times 1 / √(sum of squares) at the
/// fixed scale 1/128. Source: TFLite <c>kernels/l2norm.cc</c>, <c>reference/l2normalization.h</c>,
/// <c>reference/integer_ops/l2normalization.h</c>.
/// </summary>
internal sealed class L2NormalizationKernel<T> : RowKernel<T, T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private const int OutputBits = 7;
    private readonly int _inputZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly bool _shiftsBefore;
    private readonly Arithmetic _arithmetic;
    private readonly ActivationRange _range;

    public L2NormalizationKernel(KernelContext context)
        : base(context, 255 * 255)
    {
        var type = context.Output().Type;
        var output = context.ActivationQuantization(context.Output());
        _inputZeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _outputZeroPoint = type == ElementType.UInt8 ? 128 : 0;
        context.RequireOutputQuantization(output.Scale == 1 / 128f && output.ZeroPoint == _outputZeroPoint, $"scale 1/128 and zero point {_outputZeroPoint}");
        context.Require(
            ((L2Normalization)context.Operator).FusedActivationFunction == ActivationFunctionType.None,
            "TFLite's L2_NORMALIZATION has no fused activation.");

        _shiftsBefore = type == ElementType.UInt8;
        _arithmetic = context.Arithmetic.ForFunctions;
        _range = ActivationRange.Create(context, ActivationFunctionType.None, type, output);
    }

    protected override void Normalize(ReadOnlySpan<T> input, Span<T> output, ref bool overflowed)
    {
        var squares = 0L;
        foreach (var value in input)
        {
            var difference = Centered(value);
            squares = Accumulator.Register.Add(squares, difference * difference, ref overflowed);
        }

        var inverse = InverseSquareRoot.Of((int)squares);
        for (var i = 0; i < input.Length; i++)
        {
            // uint8 is brought to the output's scale before the multiplication, int8 by the multiplier's exponent.
            var scaled = _shiftsBefore
                ? _arithmetic.Multiply(Centered(input[i]) << OutputBits, inverse)
                : _arithmetic.Multiply(Centered(input[i]), inverse with { Shift = inverse.Shift + OutputBits });
            output[i] = T.CreateTruncating(_range.Clamp((long)scaled + _outputZeroPoint));
        }
    }

    private int Centered(T value) => unchecked(int.CreateTruncating(value) - _inputZeroPoint);
}
