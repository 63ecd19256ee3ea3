using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>
/// TRANSPOSE_CONV: input 2 is scattered through OHWI weights (input 1) with the strides of the output; bias is input 3. The padding is
/// that of a convolution from the output back to the input. Computed here from the output's side, one sum at a time. The output's
/// shape is the output tensor's; input 0 repeats it.
/// Source: TFLite <c>kernels/transpose_conv.cc</c>, <c>reference/integer_ops/transpose_conv.h</c>.
/// </summary>
internal sealed class TransposeConvKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly int _inputTensor;
    private readonly int _outputTensor;
    private readonly TensorShape _input;
    private readonly TensorShape _filter;
    private readonly TensorShape _output;
    private readonly Window _vertical;
    private readonly Window _horizontal;
    private readonly short[] _weights;
    private readonly OutputStage _stage;
    private readonly int _inputZeroPoint;

    public TransposeConvKernel(KernelContext context)
    {
        var step = (TransposeConv)context.Operator;
        (_input, _filter, _output, _vertical, _horizontal) = TransposedGeometry.Of(context);
        _weights = Weights.Centered(context);
        _stage = OutputStage.Create(context, LinearOperands.Of(step, context, _output[3]), _weights);
        _inputZeroPoint = context.ActivationQuantization(context.Input(2)).ZeroPoint;
        _inputTensor = context.InputIndex(2);
        _outputTensor = context.OutputIndex();
    }

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    public override void Run(TensorMemory memory)
    {
        var input = memory.Elements<TIn>(_inputTensor);
        var output = memory.Elements<TOut>(_outputTensor);
        var overflows = 0L;
        var o = 0;
        for (var batch = 0; batch < _output[0]; batch++)
        {
            var image = input.Slice(batch * _input[1] * _input[2] * _input[3], _input[1] * _input[2] * _input[3]);
            for (var y = 0; y < _output[1]; y++)
            {
                for (var x = 0; x < _output[2]; x++)
                {
                    for (var channel = 0; channel < _output[3]; channel++)
                    {
                        output[o++] = TOut.CreateTruncating(Compute(image, y, x, channel, ref overflows));
                    }
                }
            }
        }

        memory.ReportOverflows(_stage.Accumulator, overflows);
    }

    private int Compute(ReadOnlySpan<TIn> image, int y, int x, int channel, ref long overflows)
    {
        var depth = _input[3];
        var register = _stage.Accumulator.Register;
        var sum = 0L;
        var overflowed = false;
        for (var ky = 0; ky < _filter[1]; ky++)
        {
            for (var kx = 0; kx < _filter[2]; kx++)
            {
                if (!_vertical.TryFindPosition(y, ky, out var sourceY) || !_horizontal.TryFindPosition(x, kx, out var sourceX))
                {
                    continue;
                }

                var pixel = image.Slice(((sourceY * _input[2]) + sourceX) * depth, depth);
                var taps = _weights.AsSpan(((((channel * _filter[1]) + ky) * _filter[2]) + kx) * depth, depth);
                for (var i = 0; i < depth; i++)
                {
                    sum = register.Add(sum, (long)taps[i] * (int.CreateTruncating(pixel[i]) - _inputZeroPoint), ref overflowed);
                }
            }
        }

        var value = _stage.Apply(sum, channel, ref overflowed);
        overflows += overflowed ? 1 : 0;
        return value;
    }
}
