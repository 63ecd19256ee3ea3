using System.Numerics;
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
        (_, _units, var depth) = FullyConnectedShape.Of(context);
        (_input, _output) = (new TensorSource<TIn>(context, 0), context.OutputIndex());
        _sum = SaturatingSum.Create(context, context.Constant<sbyte>(1).ToArray(), depth);
        _stage = OutputStage.Create(context, LinearOperands.Of(context), Weights.Centered(context));
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
