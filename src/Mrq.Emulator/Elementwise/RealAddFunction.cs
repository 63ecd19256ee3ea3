using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// ADD as ONNX Runtime's QLinearAdd on x86 with FMA: with ra = as / cs and rb = bs / cs, k = cz − (ra·az + rb·bz) and y = RNE(a·ra + (b·rb + k)), of which
/// the compiler fused all but rb·bz. An operand that is repeated is taken for b. Source: <c>core/mlas/lib/qladd.cpp</c>, <c>intrinsics/avx2/qladd_avx2.cpp</c>.
/// </summary>
internal readonly struct RealAddFunction : IBinaryFunction, ISumLanes
{
    private readonly float _left;
    private readonly float _right;
    private readonly float _constant;
    private readonly bool _swaps;
    private readonly int _shift;
    private readonly RealQuantization _output;

    public RealAddFunction(KernelContext context)
    {
        var shifts = context.Arithmetic.ShiftsInt8 && context.Output().Type == Core.Graph.ElementType.Int8;
        _shift = shifts ? 128 : 0;
        var a = RealQuantization.Of(context, context.Input(0)).Shifted(shifts);
        var b = RealQuantization.Of(context, context.Input(1)).Shifted(shifts);
        _output = RealQuantization.Of(context, context.Output()).Shifted(shifts);
        _swaps = context.Input(0).Shape.ElementCount < context.Input(1).Shape.ElementCount;
        var (first, second) = _swaps ? (b, a) : (a, b);
        (_left, _right) = (first.Scale / _output.Scale, second.Scale / _output.Scale);
        _constant = _output.ZeroPoint - MathF.FusedMultiplyAdd(_left, first.ZeroPoint, _right * second.ZeroPoint);
        Range = ActivationRange.Create(context, ((Core.Operators.Add)context.Operator).FusedActivationFunction, context.Output().Type, context.ActivationQuantization(context.Output()));
    }

    public static bool HasZeroPoint => true;

    /// <summary>What the fused activation lets through.</summary>
    public ActivationRange Range { get; }

    /// <summary>Whether no result is not-a-number.</summary>
    public bool IsFinite => float.IsFinite(_left) && float.IsFinite(_right) && float.IsFinite(_constant);

    public int Apply(int left, int right)
    {
        var (a, b) = _swaps ? (right, left) : (left, right);
        return Range.Clamp(_output.RoundWithZeroPoint(MathF.FusedMultiplyAdd(a + _shift, _left, MathF.FusedMultiplyAdd(b + _shift, _right, _constant))) - _shift);
    }

    /// <summary>Eight results before the fused activation. FMA.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> left, Vector256<int> right)
    {
        var (a, b) = _swaps ? (right, left) : (left, right);
        var shift = Vector256.Create(_shift);
        var inner = Fma.MultiplyAdd(Avx.ConvertToVector256Single(b + shift), Vector256.Create(_right), Vector256.Create(_constant));
        var value = Fma.MultiplyAdd(Avx.ConvertToVector256Single(a + shift), Vector256.Create(_left), inner);
        return Avx.ConvertToVector256Int32(Avx.Min(Avx.Max(value, Vector256.Create((float)_output.Low)), Vector256.Create((float)_output.High))) - shift;
    }
}
