using System.Runtime.InteropServices;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>Rows of int16 values times the weights of a layer, to int16: what CONV_2D and FULLY_CONNECTED on int16 have in common. Weights of a group stay in the first-level cache while rows pass.</summary>
internal sealed class WordRows(WordProducts products, OutputStage stage, int channels)
{
    /// <summary>Rows at a time; a multiple of two.</summary>
    private const int BlockRows = 16;

    public AccumulatorUse Accumulator => stage.Accumulator;

    /// <summary>Copies the values of a row to a place that is as long as a padded row, and holds zeros.</summary>
    public delegate void RowReader(ReadOnlySpan<short> input, int row, Span<short> values);

    /// <summary>Null where 64 bits could overflow, the input has a zero point, or <see cref="WordProducts"/> does not serve.</summary>
    public static WordRows? TryCreate(KernelContext context, LinearOperands operands, ReadOnlySpan<short> weights, int channels)
    {
        var stage = OutputStage.Create(context, operands, weights);
        return stage.Accumulator.IsProven && context.ActivationQuantization(context.Input(operands.Input)).ZeroPoint == 0 && WordProducts.TryCreate(weights, channels) is { } products
            ? new WordRows(products, stage, channels)
            : null;
    }

    public void Run(ReadOnlySpan<short> input, Span<short> output, RowReader read)
    {
        var (rows, stride) = (output.Length / channels, products.Stride);
        using var scratch = new Scratch(((BlockRows * stride) + 1) / 2);
        var values = MemoryMarshal.Cast<int, short>(scratch.Span);
        Span<long> sums = stackalloc long[2 * WordProducts.Channels];
        for (var first = 0; first < rows; first += BlockRows)
        {
            var count = Math.Min(BlockRows, rows - first);
            values.Clear();
            for (var row = 0; row < count; row++)
            {
                read(input, first + row, values.Slice(row * stride, stride));
            }

            for (var group = 0; group < products.Groups; group++)
            {
                for (var row = 0; row < count; row += 2)
                {
                    products.Multiply(values.Slice(row * stride, stride), values.Slice((row + 1) * stride, stride), group, sums);
                    Write(output, first + row, group, sums);
                    if (row + 1 < count)
                    {
                        Write(output, first + row + 1, group, sums[WordProducts.Channels..]);
                    }
                }
            }
        }
    }

    private void Write(Span<short> output, int row, int group, ReadOnlySpan<long> sums)
    {
        var overflowed = false;
        for (var channel = group * WordProducts.Channels; channel < Math.Min(channels, (group + 1) * WordProducts.Channels); channel++)
        {
            output[(row * channels) + channel] = (short)stage.Apply(sums[channel % WordProducts.Channels], channel, ref overflowed);
        }
    }
}
