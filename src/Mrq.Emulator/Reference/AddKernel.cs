using System.Numerics;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>
/// ADD on uint8 and int8 with broadcasting. Both inputs are shifted left by 20 and brought to the scale 2·max(s1, s2), summed,
/// and brought to the output's scale: three roundings. Source: TFLite <c>kernels/add.cc</c>, <c>reference/add.h</c>.
/// </summary>
internal sealed class AddKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private const int LeftShift = 20;
    private readonly Arithmetic _arithmetic;
    private readonly BroadcastShape _shape;
    private readonly TensorSource<T> _left;
    private readonly TensorSource<T> _right;
    private readonly int _output;
    private readonly (int ZeroPoint, FixedPointMultiplier Multiplier) _leftScale;
    private readonly (int ZeroPoint, FixedPointMultiplier Multiplier) _rightScale;
    private readonly (int ZeroPoint, FixedPointMultiplier Multiplier) _outputScale;
    private readonly ActivationRange _range;

    public AddKernel(KernelContext context)
    {
        var left = context.ActivationQuantization(context.Input(0));
        var right = context.ActivationQuantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        var twiceMaximum = (double)(2 * Math.Max(left.Scale, right.Scale));

        _arithmetic = context.Arithmetic;
        _leftScale = (left.ZeroPoint, BelowOne(context, left.Scale / twiceMaximum));
        _rightScale = (right.ZeroPoint, BelowOne(context, right.Scale / twiceMaximum));
        _outputScale = (output.ZeroPoint, BelowOne(context, twiceMaximum / ((1 << LeftShift) * output.Scale)));
        _range = ActivationRange.Create(context, ((Add)context.Operator).FusedActivationFunction, context.Output().Type, output);
        _shape = BroadcastShape.Create(context);
        _left = new TensorSource<T>(context, 0);
        _right = new TensorSource<T>(context, 1);
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory)
    {
        var left = _left.Elements(memory);
        var right = _right.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            var (l, r) = _shape.Sources(i);
            var sum = unchecked(Scaled(left[l], _leftScale) + Scaled(right[r], _rightScale));
            output[i] = T.CreateTruncating(_range.Clamp(_arithmetic.Multiply(sum, _outputScale.Multiplier) + _outputScale.ZeroPoint));
        }
    }

    private static FixedPointMultiplier BelowOne(KernelContext context, double factor)
    {
        context.Require(factor < 1, "the output's scale is too small: TFLite requires every multiplier of ADD to be below 1.");
        return context.Arithmetic.Quantize(factor);
    }

    private int Scaled(T value, (int ZeroPoint, FixedPointMultiplier Multiplier) scale) =>
        _arithmetic.Multiply((int.CreateTruncating(value) - scale.ZeroPoint) << LeftShift, scale.Multiplier);
}
