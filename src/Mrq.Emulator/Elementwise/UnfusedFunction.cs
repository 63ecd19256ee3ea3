using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>ADD, SUB, MUL and DIV on real numbers between DequantizeLinear and QuantizeLinear.</summary>
internal readonly struct UnfusedFunction : IBinaryFunction
{
    private readonly RealQuantization _left;
    private readonly RealQuantization _right;
    private readonly RealQuantization _output;
    private readonly Operator _operator;
    private readonly ActivationRange _range;

    public UnfusedFunction(KernelContext context)
    {
        _left = RealQuantization.Of(context, context.Input(0));
        _right = RealQuantization.Of(context, context.Input(1));
        _output = RealQuantization.Of(context, context.Output());
        _operator = context.Operator;
        _range = ActivationRange.Create(context, ((ActivatedOperator)_operator).FusedActivationFunction, context.Output().Type, context.ActivationQuantization(context.Output()));
    }

    public int Apply(int left, int right) => _range.Clamp(_output.Quantize(Of(_operator, _left.Dequantize(left), _right.Dequantize(right))));

    /// <summary>The real result.</summary>
    public static float Of(Operator step, float left, float right) => step switch
    {
        Add => left + right,
        Sub => left - right,
        Mul => left * right,
        Div => left / right,
        Maximum => Math.Max(left, right),
        Minimum => Math.Min(left, right),
        _ => throw new ArgumentException($"{step.Name} is no such operator.", nameof(step)),
    };
}
