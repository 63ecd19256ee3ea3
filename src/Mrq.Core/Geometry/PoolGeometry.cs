using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Core.Geometry;

/// <summary>Shapes of a pooling of an NHWC image, and its windows.</summary>
/// <param name="InputTensor">Index of the image.</param>
/// <param name="OutputTensor">Index of the result.</param>
/// <param name="Batches">Images.</param>
/// <param name="Channels">Of image and result.</param>
/// <param name="Vertical">The windows' rows.</param>
/// <param name="Horizontal">The windows' columns.</param>
/// <param name="CountsPads">Whether a mean counts cells of the pads.</param>
public sealed record PoolGeometry(int InputTensor, int OutputTensor, int Batches, int Channels, Window Vertical, Window Horizontal, bool CountsPads)
{
    /// <exception cref="Diagnostics.MrqException"><see cref="Diagnostics.MrqCodes.InvalidOperator"/> where shapes do not fit.</exception>
    public static PoolGeometry Of(GraphStep step, PoolingOperator pool)
    {
        var (input, output) = (step.Input(0).Shape, step.Output().Shape);
        step.Require(input.Rank == 4 && output.Rank == 4, "input and output must have four dimensions.");
        step.Require(input[0] == output[0] && input[3] == output[3], "batch and channels of input and output must be the same.");
        step.RequireValues(step.Input(0), step.Output());
        var (vertical, horizontal) = WindowAxes.Of(pool, pool.FilterHeight, pool.FilterWidth);
        return new PoolGeometry(
            pool.Inputs[0],
            pool.Outputs[0],
            input[0],
            input[3],
            Window.Create(step, vertical, input[1], output[1]),
            Window.Create(step, horizontal, input[2], output[2]),
            pool is { CountIncludePad: true, Pads: not null });
    }

    /// <summary>Index of the first channel of an input pixel.</summary>
    public int InputOffset(int batch, int y, int x) => ((((batch * Vertical.Input) + y) * Horizontal.Input) + x) * Channels;

    /// <summary>Every window in the order of the output, cut to the image.</summary>
    public IEnumerable<PoolWindow> Windows()
    {
        var offset = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            for (var y = 0; y < Vertical.Output; y++)
            {
                var (top, bottom, rows) = Cut(Vertical, y);
                for (var x = 0; x < Horizontal.Output; x++)
                {
                    var (left, right, columns) = Cut(Horizontal, x);
                    yield return new PoolWindow(batch, top, bottom, left, right, CountsPads ? (rows * columns) - ((bottom - top) * (right - left)) : 0, offset);
                    offset += Channels;
                }
            }
        }
    }

    /// <summary>The part of a window within the image, and how many of its cells lie in the image or its pads.</summary>
    private static (int From, int To, int Cells) Cut(Window window, int position)
    {
        var start = window.Source(position, 0);
        var end = start + window.Kernel;
        return (Math.Max(start, 0), Math.Min(end, window.Input), Math.Min(end, window.Input + window.After) - start);
    }
}
