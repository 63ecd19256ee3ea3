using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Calibration;

/// <summary>Which pixels of a layer's input its weights meet at each position of its output, tap by tap.</summary>
internal sealed class LinearPositions
{
    /// <summary>Of a transposed convolution the windows of the convolution back from its output.</summary>
    private readonly (Window Vertical, Window Horizontal)? _transposed;

    private LinearPositions(GraphStep step)
    {
        Input = step.Operator.InputOf(InputRole.Data)!.Value;
        var (input, weights) = (step.Graph.Tensors[Input].Shape, step.Input(1).Shape);
        InputChannels = input[^1];
        if (ConvolutionGeometry.Of(step) is { } geometry)
        {
            Geometry = geometry;
            Taps = geometry.Vertical.Kernel * geometry.Horizontal.Kernel;
            Count = geometry.Batches * geometry.Vertical.Output * geometry.Horizontal.Output;
        }
        else if (step.Operator is TransposeConv transposed)
        {
            var (output, (vertical, horizontal)) = (step.Output().Shape, WindowAxes.Of(transposed, weights[1], weights[2]));
            _transposed = (Window.OfTransposed(step, vertical, output[1], input[1]), Window.OfTransposed(step, horizontal, output[2], input[2]));
            Taps = weights[1] * weights[2];
            Count = output[0] * output[1] * output[2];
        }
        else
        {
            (InputChannels, Taps) = (weights[1], 1);
            Count = (int)(input.ElementCount / InputChannels);
        }
    }

    /// <summary>Of a convolution its windows; null for other layers.</summary>
    public ConvolutionGeometry? Geometry { get; }

    /// <summary>The tensor that the layer reads.</summary>
    public int Input { get; }

    public int InputChannels { get; }

    public int Taps { get; }

    /// <summary>Output positions of one run.</summary>
    public int Count { get; }

    public static LinearPositions Of(QuantizedGraph graph, int step) => new(new GraphStep(graph, step));

    /// <summary>Where the pixel under a tap begins; −1 where there is none and zeros stand for it.</summary>
    public int PixelAt(int position, int tap)
    {
        if (Geometry is { } g)
        {
            var ((row, x), (ky, kx)) = (Math.DivRem(position, g.Horizontal.Output), Math.DivRem(tap, g.Horizontal.Kernel));
            var (batch, y) = Math.DivRem(row, g.Vertical.Output);
            var (sourceY, sourceX) = (g.Vertical.Source(y, ky), g.Horizontal.Source(x, kx));
            return g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX) ? g.PixelOffset(batch, sourceY, sourceX) : -1;
        }

        if (_transposed is var (vertical, horizontal))
        {
            // Seen from the output, which is these windows' input.
            var ((row, x), (ky, kx)) = (Math.DivRem(position, horizontal.Input), Math.DivRem(tap, horizontal.Kernel));
            var (batch, y) = Math.DivRem(row, vertical.Input);
            return vertical.TryFindPosition(y, ky, out var sourceY) && horizontal.TryFindPosition(x, kx, out var sourceX)
                ? ((((batch * vertical.Output) + sourceY) * horizontal.Output) + sourceX) * InputChannels
                : -1;
        }

        return position * InputChannels;
    }
}
