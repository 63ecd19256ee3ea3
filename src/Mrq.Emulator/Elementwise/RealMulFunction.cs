using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// MUL as ONNX Runtime's QLinearMul: y = RNE(f32(f32((a − az)(b − bz)·r) + cz) with r = f32(f32(as·bs) / cs); the zero point comes before the rounding.
/// Source: <c>core/mlas/lib/qlmul.cpp</c>.
/// </summary>
internal readonly struct RealMulFunction : IBinaryFunction
{
    private readonly RealQuantization _left;
    private readonly RealQuantization _right;
    private readonly RealQuantization _output;
    private readonly float _factor;
    private readonly int _shift;
    private readonly ActivationRange _range;

    public RealMulFunction(KernelContext context)
    {
        var shifts = context.Arithmetic.ShiftsInt8 && context.Output().Type == Core.Graph.ElementType.Int8;
        _shift = shifts ? 128 : 0;
        _left = RealQuantization.Of(context, context.Input(0)).Shifted(shifts);
        _right = RealQuantization.Of(context, context.Input(1)).Shifted(shifts);
        _output = RealQuantization.Of(context, context.Output()).Shifted(shifts);
        _factor = _left.Scale * _right.Scale / _output.Scale;
        _range = ActivationRange.Create(context, ((Core.Operators.Mul)context.Operator).FusedActivationFunction, context.Output().Type, context.ActivationQuantization(context.Output()));
    }

    public int Apply(int left, int right)
    {
        var product = (float)((left + _shift - _left.ZeroPoint) * (right + _shift - _right.ZeroPoint)) * _factor;
        return _range.Clamp(_output.RoundWithZeroPoint(product + _output.ZeroPoint) - _shift);
    }
}
