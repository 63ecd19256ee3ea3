using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Floating;

/// <summary>A function of two values with broadcasting, and the activation that is fused into it.</summary>
internal sealed class RealBinaryKernel(KernelContext context, Func<float, float, float> function) : Kernel
{
    private readonly BroadcastShape _shape = BroadcastShape.Create(context);
    private readonly TensorSource<float> _left = new(context, 0);
    private readonly TensorSource<float> _right = new(context, 1);
    private readonly int _output = context.OutputIndex();
    private readonly (float Low, float High) _bounds = context.Operator is ActivatedOperator activated
        ? activated.FusedActivationFunction switch
        {
            ActivationFunctionType.Relu => (0, float.PositiveInfinity),
            ActivationFunctionType.Relu6 => (0, 6),
            ActivationFunctionType.ReluN1To1 => (-1, 1),
            ActivationFunctionType.None => (float.NegativeInfinity, float.PositiveInfinity),
            var other => throw context.Invalid($"has no fused {other}."),
        }
        : (float.NegativeInfinity, float.PositiveInfinity);

    public override void Run(TensorMemory memory)
    {
        var left = _left.Elements(memory);
        var right = _right.Elements(memory);
        var output = memory.Elements<float>(_output);
        for (var start = 0; start < output.Length; start += _shape.RunLength)
        {
            var (l, r) = _shape.Start(start / _shape.RunLength);
            foreach (ref var value in output.Slice(start, _shape.RunLength))
            {
                value = Math.Clamp(function(left[l], right[r]), _bounds.Low, _bounds.High);
                l += _shape.LeftStep;
                r += _shape.RightStep;
            }
        }
    }
}
