using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

/// <summary>ADD, SUB, MUL, DIV, MAXIMUM and MINIMUM of float32.</summary>
internal sealed class RealBinaryKernel : Kernel
{
    private readonly BroadcastShape _shape;
    private readonly TensorSource<float> _left;
    private readonly TensorSource<float> _right;
    private readonly int _output;
    private readonly Operator _operator;

    public RealBinaryKernel(KernelContext context)
    {
        context.Require(context.Operator is not ActivatedOperator { FusedActivationFunction: not ActivationFunctionType.None }, "real numbers have no fused activation.");
        _shape = BroadcastShape.Create(context);
        (_left, _right, _output, _operator) = (new(context, 0), new(context, 1), context.OutputIndex(), context.Operator);
    }

    public override void Run(TensorMemory memory)
    {
        var a = _left.Elements(memory);
        var b = _right.Elements(memory);
        var output = memory.Elements<float>(_output);
        for (var start = 0; start < output.Length; start += _shape.RunLength)
        {
            var (l, r) = _shape.Start(start / _shape.RunLength);
            foreach (ref var value in output.Slice(start, _shape.RunLength))
            {
                value = UnfusedFunction.Of(_operator, a[l], b[r]);
                l += _shape.LeftStep;
                r += _shape.RightStep;
            }
        }
    }
}
