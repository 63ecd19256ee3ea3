using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Floats;
using Mrq.Emulator.Linear.Stages;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear;

/// <summary>
/// TRANSPOSE_CONV as ONNX Runtime's ConvTranspose, in float32 and in its order: a matrix product gives each pixel's part of each tap,
/// the parts of an output are added tap by tap, then comes the bias. Source: <c>core/providers/cpu/nn/conv_transpose.cc</c>, Col2im in <c>core/util/math_cpu.cc</c>.
/// </summary>
internal sealed class FloatTransposeConvKernel<TOut> : Kernel
    where TOut : unmanaged
{
    private readonly int _outputTensor;
    private readonly TensorShape _input;
    private readonly TensorShape _filter;
    private readonly TensorShape _output;
    private readonly Window _vertical;
    private readonly Window _horizontal;
    private readonly FloatOperands _operands;
    private readonly RealResult<TOut> _result;
    private readonly ProductOrder _order;

    /// <summary>For each tap, [input channels, output channels].</summary>
    private readonly float[] _taps;

    public FloatTransposeConvKernel(KernelContext context)
    {
        var step = (TransposeConv)context.Operator;
        (_input, _filter, _output, _vertical, _horizontal) = TransposedGeometry.Of(context);
        var operands = LinearOperands.Of(step, context, _output[3]);
        (_operands, _result) = (FloatOperands.Create(context, operands), RealResult<TOut>.Create(context, operands.FusedActivationFunction));
        _outputTensor = context.OutputIndex();
        _order = ProductOrder.Of((long)_filter[0] * _filter[1] * _filter[2], (long)_input[1] * _input[2], _input[3], transposesLeft: true);
        _taps = new float[_operands.Weights.Length];
        var (channels, taps, depth) = (_filter[0], _filter[1] * _filter[2], _filter[3]);
        for (var i = 0; i < _taps.Length; i++)
        {
            var (tap, rest) = Math.DivRem(i, depth * channels);
            _taps[i] = _operands.Weights[(((rest % channels * taps) + tap) * depth) + (rest / channels)];
        }
    }

    public override void Run(TensorMemory memory)
    {
        var (channels, depth) = (_output[3], _input[3]);
        using var scratch = new FloatScratch(_operands.Input.BufferLength + (2 * channels));
        var input = _operands.Input.Read(memory, scratch.Take(_operands.Input.BufferLength));
        var part = scratch.Take(channels);
        var sums = scratch.Take(channels);
        var output = memory.Elements<TOut>(_outputTensor);
        for (var position = 0; position < _output[0] * _output[1] * _output[2]; position++)
        {
            var (row, x) = Math.DivRem(position, _output[2]);
            var (batch, y) = Math.DivRem(row, _output[1]);
            sums.Clear();
            for (var tap = 0; tap < _filter[1] * _filter[2]; tap++)
            {
                if (!_vertical.TryFindPosition(y, tap / _filter[2], out var sourceY) || !_horizontal.TryFindPosition(x, tap % _filter[2], out var sourceX))
                {
                    continue;
                }

                var pixel = input.Slice(((((batch * _input[1]) + sourceY) * _input[2]) + sourceX) * depth, depth);
                part.Clear();
                OrderedSums.Add(_order, pixel, _taps.AsSpan(tap * depth * channels, depth * channels), part);
                for (var channel = 0; channel < channels; channel++)
                {
                    sums[channel] += part[channel];
                }
            }

            for (var channel = 0; _operands.Bias is { } bias && channel < channels; channel++)
            {
                sums[channel] += bias[channel];
            }

            _result.Write(sums, output.Slice(position * channels, channels));
        }
    }
}
