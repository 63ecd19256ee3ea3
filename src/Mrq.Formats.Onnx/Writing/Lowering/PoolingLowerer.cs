using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Poolings of images, and means.</summary>
internal static class PoolingLowerer
{
    public static void Average(LoweringContext context, GraphStep step)
    {
        var pool = (AveragePool2D)step.Operator;
        AttributeProto[] attributes = [.. Window(step, pool), .. pool is { CountIncludePad: true, Pads: not null } ? [NodeAttributes.Int("count_include_pad", 1)] : Array.Empty<AttributeProto>()];
        var (input, output) = (context.Image(pool.Inputs[0]), context.Define(pool.Outputs[0], isChannelsFirst: true));
        Cut(context, pool, output, result =>
        {
            if (context.IsQOperator(result))
            {
                QLinear(context, "AveragePool", input, result, attributes);
            }
            else
            {
                context.Compute("AveragePool", [input], [], result, ActivationLimits.None, attributes);
            }
        });
    }

    /// <summary>The greatest integer is that of the greatest number.</summary>
    public static void Max(LoweringContext context, GraphStep step)
    {
        var pool = (MaxPool2D)step.Operator;
        var attributes = Window(step, pool).ToArray();
        var (input, output) = (context.Image(pool.Inputs[0]), context.Define(pool.Outputs[0], isChannelsFirst: true));
        UnwritableException.Require(!input.IsQuantized || input.Type.BitWidth() == 8 || context.Form == OnnxForm.Qdq, "MaxPool of 16 bits");
        Cut(context, pool, output, result => context.Move("MaxPool", input, result, [], attributes));
    }

    /// <summary>Over rows and columns of an image a mean is GlobalAveragePool, which ONNX Runtime has a quantized operator for.</summary>
    public static void Reduction(LoweringContext context, GraphStep step)
    {
        var mean = (ReductionOperator)step.Operator;
        var (shape, output) = (step.Input(0).Shape, step.Output());
        var rank = shape.Rank;
        int[] axes = [.. context.Integers(step, 1).Select(axis => axis < 0 ? axis + rank : axis).Distinct().Order()];
        UnwritableException.Require(axes.All(axis => axis >= 0 && axis < rank), "a mean over an axis that there is not");
        if (mean is Mean && rank == 4 && axes is [1, 2])
        {
            var image = context.Image(mean.Inputs[0]);
            var pooled = new TensorShape(shape[0], shape[3], 1, 1);
            var isImage = output.Shape.Rank == 4;
            var result = context.Define(mean.Outputs[0], isImage);
            var row = isImage ? result : context.Between(result, "pooled", pooled);
            if (context.IsQOperator(result))
            {
                QLinear(context, "GlobalAveragePool", image, row);
            }
            else
            {
                context.Compute("GlobalAveragePool", [image], row);
            }

            if (!isImage)
            {
                context.Reshape(row, result);
            }

            return;
        }

        UnwritableException.Require(context.Form == OnnxForm.Qdq, mean is Mean ? "a mean over other axes than rows and columns has no QOperator" : "a sum has no QOperator");
        var keeps = output.Shape.Rank == rank;
        var isFirst = keeps && context.IsChannelsFirst(mean.Inputs[0]);
        int[] inFile = isFirst ? [.. axes.Select(LoweringContext.ChannelsFirstAxis).Order()] : axes;
        var (input, reduced) = (context.In(isFirst, mean.Inputs[0]), context.Define(mean.Outputs[0], isFirst));
        var keepsAxes = NodeAttributes.Int("keepdims", keeps ? 1 : 0);
        if (mean is Mean)
        {
            context.Compute("ReduceMean", [input], [], reduced, ActivationLimits.None, NodeAttributes.Ints("axes", inFile), keepsAxes);
            return;
        }

        // Of a sum the axes are an input from opset 13 on.
        context.Compute("ReduceSum", [input], [context.Nodes.Integers($"{reduced.Name}_axes", inFile.Select(axis => (long)axis))], reduced, ActivationLimits.None, keepsAxes);
    }

    /// <summary>An activation behind a pooling works on its integers: they have one scale.</summary>
    private static void Cut(LoweringContext context, PoolingOperator pool, LoweredValue output, Action<LoweredValue> write)
    {
        var limits = ActivationBounds.Of(pool);
        if (LoweringContext.Covers(output, limits))
        {
            write(output);
            return;
        }

        if (context.IsQOperator(output))
        {
            context.WithClip(output, limits, write);
            return;
        }

        var unclamped = context.Between(output, "unclamped", output.Shape);
        write(unclamped);
        var (real, cut) = (context.Real(unclamped), output.IsQuantized ? context.Nodes.NewName($"{output.Name}_clamped") : output.Name);
        context.Clamp(real, cut, limits);
        if (output.IsQuantized)
        {
            context.Quantize(cut, output);
        }
    }

    private static void QLinear(LoweringContext context, string type, LoweredValue input, LoweredValue output, params ReadOnlySpan<AttributeProto> attributes)
    {
        ConvolutionLowerer.RequireBytes(input, output);
        var (inputGrid, outputGrid) = (context.Grid(input), context.Grid(output));
        context.Nodes.AddMicrosoft($"QLinear{type}", [input.Name, inputGrid.Scale, inputGrid.ZeroPoint, outputGrid.Scale, outputGrid.ZeroPoint], [output.Name], attributes);
    }

    private static IEnumerable<AttributeProto> Window(GraphStep step, PoolingOperator pool)
    {
        var geometry = PoolGeometry.Of(step, pool);
        var (rows, columns) = (geometry.Vertical, geometry.Horizontal);
        return
        [
            NodeAttributes.Ints("kernel_shape", rows.Kernel, columns.Kernel),
            NodeAttributes.Ints("strides", rows.Stride, columns.Stride),
            NodeAttributes.Ints("pads", rows.Before, columns.Before, rows.After, columns.After),
            .. pool.CeilMode ? [NodeAttributes.Int("ceil_mode", 1)] : Array.Empty<AttributeProto>(),
        ];
    }
}
