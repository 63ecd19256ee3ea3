using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Binarized;

/// <summary>
/// LceBconv2d. The signs that disagree are counted by XOR; twice their number is what <see cref="SignOutput"/> clamps, scales and compares. Around the image stand signs that
/// are +1, or, with pads of zero, as many that disagree as agree.
/// Source: Larq Compute Engine <c>core/bconv2d/reference.h</c>, whose answers its optimized kernels repeat.
/// </summary>
internal sealed class SignConvolutionKernel<TOut> : Kernel
    where TOut : unmanaged
{
    private readonly SignGeometry _geometry;
    private readonly SignOutput _output;
    private readonly int[] _weights;
    private readonly int[] _twiceOutside;
    private readonly int _inputTensor;
    private readonly int _outputTensor;

    public SignConvolutionKernel(KernelContext context)
    {
        var step = (LceBconv2d)context.Operator;
        _geometry = SignGeometry.Of(context, step);
        _output = SignOutput.Create(context, step, _geometry);
        (_inputTensor, _outputTensor) = (context.InputIndex(0), context.OutputIndex());
        _weights = context.Constant<int>(1).ToArray();
        var isHalf = step is { Padding: Padding.Same, PadValues: 0 };

        // Larq computes half of the signs of a tap in integers, or corrects real numbers afterwards.
        context.Require(
            !isHalf || step.ChannelsIn % 2 == 0 || (context.Output().Type == ElementType.Float32 && step.FusedActivationFunction == ActivationFunctionType.None),
            "with pads of zero the channels of the input must be even, or the output FLOAT32 without an activation.");
        var words = _geometry.WordsOfGroup;
        _twiceOutside = [.. Enumerable.Range(0, _weights.Length / words).Select(tap => isHalf ? _geometry.SignsOfGroup : 2 * Disagreements(_weights.AsSpan(tap * words, words)))];
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<int>(_inputTensor);
        var output = memory.Elements<TOut>(_outputTensor);
        var pixel = 0;
        var wordsOfOutput = output.Length / (g.Batches * g.Vertical.Output * g.Horizontal.Output);
        for (var batch = 0; batch < g.Batches; batch++)
        {
            for (var y = 0; y < g.Vertical.Output; y++)
            {
                for (var x = 0; x < g.Horizontal.Output; x++)
                {
                    var values = output.Slice(pixel++ * wordsOfOutput, wordsOfOutput);
                    values.Clear();
                    for (var channel = 0; channel < g.Channels; channel++)
                    {
                        _output.Write(values, channel, TwiceDisagreements(input, batch, y, x, channel));
                    }
                }
            }
        }
    }

    private int TwiceDisagreements(ReadOnlySpan<int> input, int batch, int y, int x, int channel)
    {
        var g = _geometry;
        var (twice, tap) = (0, channel * g.Vertical.Kernel * g.Horizontal.Kernel);
        var firstWord = channel / g.ChannelsOfGroup * g.WordsOfGroup;
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            for (var kx = 0; kx < g.Horizontal.Kernel; kx++, tap++)
            {
                var sourceX = g.Horizontal.Source(x, kx);
                if (!g.Vertical.Contains(sourceY) || !g.Horizontal.Contains(sourceX))
                {
                    twice += _twiceOutside[tap];
                    continue;
                }

                var pixel = input.Slice((((((batch * g.Vertical.Input) + sourceY) * g.Horizontal.Input) + sourceX) * g.Words) + firstWord, g.WordsOfGroup);
                twice += 2 * Disagreements(pixel, _weights.AsSpan(tap * g.WordsOfGroup, g.WordsOfGroup));
            }
        }

        return twice;
    }

    private static int Disagreements(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        var count = 0;
        for (var i = 0; i < left.Length; i++)
        {
            count += BitOperations.PopCount((uint)(left[i] ^ right[i]));
        }

        return count;
    }

    /// <summary>Those of weights with signs that are +1.</summary>
    private static int Disagreements(ReadOnlySpan<int> weights)
    {
        var count = 0;
        foreach (var word in weights)
        {
            count += BitOperations.PopCount((uint)word);
        }

        return count;
    }
}
