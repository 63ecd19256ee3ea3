using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Saturating;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>FULLY_CONNECTED as ONNX Runtime's matrix products with AVX2 and no VNNI.</summary>
internal sealed class SaturatingFullyConnectedKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly TensorSource<TIn> _input;
    private readonly int _output;
    private readonly int _units;
    private readonly SaturatingSum _sum;
    private readonly OutputStage _stage;

    public SaturatingFullyConnectedKernel(KernelContext context)
    {
        var weights = context.Input(1);
        context.Require(weights.Shape.Rank == 2 && context.Input(0).Shape.Rank > 0, "the weights must have two dimensions, the input at least one.");
        context.Step.RequireValues(context.Input(0), weights);
        _units = weights.Shape[0];
        var rows = context.Input(0).Shape.ElementCount / weights.Shape[1];
        context.Require(context.Input(0).Shape.ElementCount % weights.Shape[1] == 0 && context.Output().Shape.ElementCount == rows * _units, "input, weights and output do not fit each other.");
        (_input, _output) = (new TensorSource<TIn>(context, 0), context.OutputIndex());
        _sum = SaturatingSum.Create(context, context.Constant<sbyte>(1).ToArray(), weights.Shape[1]);
        _stage = OutputStage.Create(context, LinearOperands.Of((FullyConnected)context.Operator, context, _units), Weights.Centered(context));
    }

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<TOut>(_output);
        var values = new int[_sum.Depth];
        for (var row = 0; row < input.Length / values.Length; row++)
        {
            for (var k = 0; k < values.Length; k++)
            {
                values[k] = int.CreateTruncating(input[(row * values.Length) + k]) + _sum.Shift;
            }

            for (var unit = 0; unit < _units; unit++)
            {
                output[(row * _units) + unit] = TOut.CreateTruncating(_stage.Apply(_sum.Of(values, unit), unit));
            }
        }
    }
}
