using System.Runtime.InteropServices;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Resizing;

/// <summary>
/// RESIZE_BILINEAR in two steps: two rows of the image are blended for a whole row of the output, then two columns of the blend for each of its pixels, vectors of channels
/// at a time. What the reference kernel multiplies first is multiplied first here, so that every product rounds alike.
/// </summary>
/// <typeparam name="T">The element type, of 8 bits.</typeparam>
/// <typeparam name="TWeight">What a distance is told in.</typeparam>
internal abstract class VectorResizeBilinearKernel<T, TWeight> : Kernel
    where T : unmanaged
    where TWeight : unmanaged
{
    /// <summary>Vectors run over the end of a pixel's channels by less than this.</summary>
    private const int Slack = 16;
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly int[] _shape;
    private readonly int _planes;
    private readonly BilinearPositions<TWeight> _positions;

    /// <param name="context">The operator.</param>
    /// <param name="positions">Of the reference kernel, which has checked them.</param>
    /// <param name="planes">Numbers of 32 bits that a blend of two rows keeps for each value.</param>
    protected VectorResizeBilinearKernel(KernelContext context, BilinearPositions<TWeight> positions, int planes)
    {
        (_input, _output, _shape) = (new TensorSource<T>(context, 0), context.OutputIndex(), ResizeShapes.Create(context).Input);
        (_positions, _planes) = (positions, planes);
    }

    public override void Run(TensorMemory memory)
    {
        var output = memory.Elements<T>(_output);
        var (width, channels) = (_shape[2] * _shape[3], _shape[3]);
        var length = _positions.Columns.Length * channels;
        if (output.IsEmpty)
        {
            return;
        }

        using var scratch = new Scratch((_planes * (width + Slack)) + ((length + Slack) / sizeof(int)) + 1);
        var blend = scratch.Span[..(_planes * (width + Slack))];

        // Of a shared pool: what no row fills would be numbers of any kind, which take their time.
        blend.Clear();
        var last = MemoryMarshal.Cast<int, T>(scratch.Span[blend.Length..]);
        var input = _input.Elements(memory);
        for (var (batch, to) = (0, 0); batch < _shape[0]; batch++)
        {
            foreach (var y in _positions.Rows)
            {
                var image = batch * _shape[1];
                BlendRows(input.Slice((image + y.Low) * width, width), input.Slice((image + y.High) * width, width), y.Weight, blend, width + Slack);

                // A row's vectors run into the next row, which is written later; those of the last one would leave the tensor.
                var isLast = to + length + Slack > output.Length;
                BlendColumns(blend, width + Slack, _positions.Columns, channels, isLast ? last : output.Slice(to, length + Slack));
                if (isLast)
                {
                    last[..length].CopyTo(output.Slice(to, length));
                }

                to += length;
            }
        }
    }

    /// <summary>Two rows of the image under the row's weight.</summary>
    /// <param name="low">The upper row.</param>
    /// <param name="high">The lower row.</param>
    /// <param name="weight">The distance from the upper one.</param>
    /// <param name="blend">The blend, plane after plane.</param>
    /// <param name="stride">From one plane to the next.</param>
    protected abstract void BlendRows(ReadOnlySpan<T> low, ReadOnlySpan<T> high, TWeight weight, Span<int> blend, int stride);

    /// <summary>Two columns of the blend for each pixel of a row of the output.</summary>
    /// <param name="blend">The blend, plane after plane.</param>
    /// <param name="stride">From one plane to the next.</param>
    /// <param name="columns">The neighbours of each pixel.</param>
    /// <param name="channels">Values of a pixel.</param>
    /// <param name="target">The row, with room for a vector behind it.</param>
    protected abstract void BlendColumns(ReadOnlySpan<int> blend, int stride, ReadOnlySpan<BilinearPosition<TWeight>> columns, int channels, Span<T> target);
}
