using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Operators that move integers from one place to another.</summary>
internal static class MovementLowerer
{
    /// <summary>Axis i of an image's channels-first order, from the graph's; none where an axis keeps its place.</summary>
    private static int AxisIn(bool isFirst, int axis) => isFirst ? LoweringContext.ChannelsFirstAxis(axis) : axis;

    public static void Concatenation(LoweringContext context, GraphStep step)
    {
        var join = (Concatenation)step.Operator;
        UnwritableException.Require(join.FusedActivationFunction == ActivationFunctionType.None, "an activation after a concatenation");
        var rank = step.Output().Shape.Rank;
        var isFirst = rank == 4 && context.PreferChannelsFirst(join.Inputs);
        var parts = join.Inputs.Select(part => context.In(isFirst, part)).ToArray();
        Join(context, parts, context.Define(join.Outputs[0], isFirst), AxisIn(isFirst, Axis(join.Axis, rank)));
    }

    /// <summary>Each part gets the axis that it lacks.</summary>
    public static void Pack(LoweringContext context, GraphStep step)
    {
        var pack = (Pack)step.Operator;
        var axis = Axis(pack.Axis, step.Output().Shape.Rank);
        var parts = pack.Inputs.Select((part, place) =>
        {
            var value = context.Plain(part);
            var wide = context.Between(value, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"part{place}"), new TensorShape([.. value.Shape.Dimensions.Insert(axis, 1)]));
            context.Reshape(value, wide);
            return wide;
        }).ToArray();
        Join(context, parts, context.Define(pack.Outputs[0], isChannelsFirst: false), axis);
    }

    public static void Unpack(LoweringContext context, GraphStep step)
    {
        var unpack = (Unpack)step.Operator;
        var value = context.Plain(unpack.Inputs[0]);
        var axis = Axis(unpack.Axis, value.Shape.Rank);
        var results = unpack.Outputs.Select(output => context.Define(output, isChannelsFirst: false)).ToArray();
        var parts = results.Select(result => context.Between(result, "part", new TensorShape([.. value.Shape.Dimensions.SetItem(axis, 1)]))).ToArray();
        Divide(context, value, parts, axis);
        foreach (var (part, result) in parts.Zip(results))
        {
            context.Reshape(part, result);
        }
    }

    /// <summary>SPLIT has its axis first, SPLIT_V last; what the parts' sizes are the outputs say.</summary>
    public static void Split(LoweringContext context, GraphStep step)
    {
        var isV = step.Operator is SplitV;
        var data = step.Operator.Inputs[isV ? 0 : 1];
        var rank = context.Graph.Tensors[data].Shape.Rank;
        var axis = Axis(context.Integers(step, isV ? 2 : 0)[0], rank);
        var isFirst = context.IsChannelsFirst(data);
        var value = context.In(isFirst, data);
        Divide(context, value, [.. step.Operator.Outputs.Select(output => context.Define(output, isFirst))], AxisIn(isFirst, axis));
    }

    public static void Slice(LoweringContext context, GraphStep step)
    {
        var (begin, size) = (context.Integers(step, 1), context.Integers(step, 2));
        var shape = step.Input(0).Shape;
        UnwritableException.Require(begin.Length == shape.Rank && size.Length == shape.Rank, "a slice of other axes than the input has");
        int[] end = [.. begin.Select((from, axis) => size[axis] < 0 ? shape[axis] : from + size[axis])];
        Range(context, step, begin, end, [.. begin.Select(_ => 1)]);
    }

    public static void StridedSlice(LoweringContext context, GraphStep step)
    {
        var slice = (StridedSlice)step.Operator;
        var (begin, end, strides) = (context.Integers(step, 1), context.Integers(step, 2), context.Integers(step, 3));
        var shape = step.Input(0).Shape;
        UnwritableException.Require(slice is { EllipsisMask: 0, NewAxisMask: 0, Offset: false } && begin.Length == end.Length && begin.Length == strides.Length && begin.Length <= shape.Rank, "a slice with an ellipsis, new axes or offsets");
        var (from, to, steps) = (new int[shape.Rank], shape.Dimensions.ToArray(), Enumerable.Repeat(1, shape.Rank).ToArray());
        for (var axis = 0; axis < begin.Length; axis++)
        {
            var stride = strides[axis];
            UnwritableException.Require(stride != 0, "a slice with a stride of 0");
            var size = shape[axis];
            int Placed(int at) => at < 0 ? at + size : at;
            steps[axis] = stride;
            from[axis] = (slice.BeginMask >> axis & 1) != 0 ? (stride > 0 ? 0 : size - 1) : Placed(begin[axis]);
            to[axis] = (slice.EndMask >> axis & 1) != 0 ? (stride > 0 ? size : -1) : Placed(end[axis]);
            if ((slice.ShrinkAxisMask >> axis & 1) != 0)
            {
                (steps[axis], to[axis]) = (1, from[axis] + 1);
            }

            // Below the first element an end counts from the last in ONNX, unless it is beyond all.
            to[axis] = to[axis] < 0 ? int.MinValue : to[axis];
        }

        Range(context, step, from, to, steps);
    }

    public static void Reverse(LoweringContext context, GraphStep step)
    {
        var shape = step.Input(0).Shape;
        int[] axes = [.. context.Integers(step, 1).Select(axis => Axis(axis, shape.Rank))];
        Range(
            context,
            step,
            [.. shape.Dimensions.Select((size, axis) => axes.Contains(axis) ? size - 1 : 0)],
            [.. shape.Dimensions.Select((size, axis) => axes.Contains(axis) ? int.MinValue : size)],
            [.. shape.Dimensions.Select((_, axis) => axes.Contains(axis) ? -1 : 1)]);
    }

    public static void Gather(LoweringContext context, GraphStep step)
    {
        var gather = (Gather)step.Operator;
        UnwritableException.Require(gather.BatchDims == 0, "a gather for each batch");
        var value = context.Plain(gather.Inputs[0]);
        var indices = context.Nodes.Constant(context.NameOf(gather.Inputs[1]), OnnxArray.Of(step.Input(1).Shape, Array.ConvertAll(context.Integers(step, 1), index => (long)index)));
        context.Move("Gather", value, context.Define(gather.Outputs[0], isChannelsFirst: false), [indices], NodeAttributes.Int("axis", Axis(gather.Axis, value.Shape.Rank)));
    }

    public static void Repeat(LoweringContext context, GraphStep step)
    {
        var isTile = step.Operator is Tile;
        var value = context.Plain(step.Operator.Inputs[0]);
        var result = context.Define(step.Operator.Outputs[0], isChannelsFirst: false);
        var sizes = isTile ? context.Integers(step, 1) : [.. result.Shape.Dimensions];
        context.Move(isTile ? "Tile" : "Expand", value, result, [context.Nodes.Integers($"{result.Name}_{(isTile ? "repeats" : "shape")}", sizes.Select(size => (long)size))]);
    }

    public static void SpaceDepth(LoweringContext context, GraphStep step)
    {
        var block = step.Operator is DepthToSpace { BlockSize: var depth } ? depth : ((SpaceToDepth)step.Operator).BlockSize;
        var value = context.Image(step.Operator.Inputs[0]);
        context.Move(step.Operator is DepthToSpace ? "DepthToSpace" : "SpaceToDepth", value, context.Define(step.Operator.Outputs[0], isChannelsFirst: true), [], NodeAttributes.Int("blocksize", block));
    }

    /// <summary>PAD fills with 0, which is the zero point, PADV2 with a constant, MIRROR_PAD with what stands before the edge.</summary>
    public static void Pad(LoweringContext context, GraphStep step)
    {
        var data = step.Operator.Inputs[0];
        var (widths, shape) = (context.Integers(step, 1), step.Input(0).Shape);
        UnwritableException.Require(widths.Length == 2 * shape.Rank && widths.All(width => width >= 0), "pads do not fit the axes");
        UnwritableException.Require(step.Operator is not MirrorPad { Mode: MirrorPadMode.Symmetric }, "a frame that repeats the edge");
        var isFirst = context.IsChannelsFirst(data);
        var (value, result) = (context.In(isFirst, data), context.Define(step.Operator.Outputs[0], isFirst));
        var frame = new long[widths.Length];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var at = AxisIn(isFirst, axis);
            (frame[at], frame[at + shape.Rank]) = (widths[2 * axis], widths[(2 * axis) + 1]);
        }

        var pads = context.Nodes.Integers($"{result.Name}_pads", frame);
        if (step.Operator is MirrorPad)
        {
            context.Move("Pad", value, result, [pads], NodeAttributes.Text("mode", "reflect"));
            return;
        }

        UnwritableException.Require(value.Parameters is null or { IsPerTensor: true } && Equals(value.Parameters, result.Parameters), "a frame around channels with scales of their own");
        var fill = Filling(context, step, value);
        var isReal = !value.IsQuantized || context.Form == OnnxForm.Qdq;
        UnwritableException.Require(isReal || value.Type.BitWidth() == 8, "a frame around integers of 16 bits");
        var constant = isReal
            ? OnnxArray.Of(default, [value.IsQuantized ? (fill - value.Parameters!.ZeroPoint) * value.Parameters.Scale : fill])
            : OnnxArray.Of(value.Type, default, [fill]);
        UnwritableException.Require(value.IsQuantized || value.Type == ElementType.Float32, $"a frame around {value.Type.FieldName()}");
        context.Move("Pad", value, result, [pads, context.Nodes.Constant($"{result.Name}_value", constant)]);
    }

    private static int Filling(LoweringContext context, GraphStep step, LoweredValue value)
    {
        if (step.Operator is not PadV2)
        {
            return value.Parameters?.ZeroPoint ?? 0;
        }

        UnwritableException.Require(value.IsQuantized && step.Input(2).IsConstant && Equals(step.Input(2).Quantization, step.Input(0).Quantization), "a frame whose value is computed, or of another scale");
        return (int)context.ArrayOf(step.Operator.Inputs[2]).Integers()![0];
    }

    private static int Axis(int axis, int rank)
    {
        UnwritableException.Require(axis >= -rank && axis < rank, "an axis that there is not");
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>Values side by side along an axis of the file's order.</summary>
    public static void Join(LoweringContext context, LoweredValue[] parts, LoweredValue output, int axis)
    {
        var attribute = NodeAttributes.Int("axis", axis);
        if (!context.IsQOperator(output))
        {
            context.Compute("Concat", parts, [], output, ActivationLimits.None, attribute);
            return;
        }

        if (parts.All(part => Equals(part.Parameters, output.Parameters)))
        {
            context.Nodes.Add("Concat", parts.Select(part => part.Name), [output.Name], attribute);
            return;
        }

        ConvolutionLowerer.RequireBytes([output, .. parts]);
        var grid = context.Grid(output);
        context.Nodes.AddMicrosoft(
            "QLinearConcat",
            [grid.Scale, grid.ZeroPoint, .. parts.SelectMany(part => context.Grid(part) is var own ? new[] { part.Name, own.Scale, own.ZeroPoint } : [])],
            [output.Name],
            attribute);
    }

    private static void Divide(LoweringContext context, LoweredValue value, LoweredValue[] results, int axis)
    {
        var sizes = context.Nodes.Integers($"{results[0].Name}_sizes", results.Select(result => (long)result.Shape[axis]));
        var attribute = NodeAttributes.Int("axis", axis);
        if (context.Form == OnnxForm.QOperator || !value.IsQuantized || !results.All(result => Equals(result.Parameters, value.Parameters)))
        {
            context.Nodes.Add("Split", [value.Name, sizes], [.. results.Select(result => result.Name)], attribute);
            return;
        }

        string[] parts = [.. results.Select(result => context.Nodes.NewName($"{result.Name}_split"))];
        context.Nodes.Add("Split", [context.Real(value), sizes], parts, attribute);
        foreach (var (part, result) in parts.Zip(results))
        {
            context.Quantize(part, result);
        }
    }

    /// <summary>A range of each axis; axes that the output lacks have one element.</summary>
    private static void Range(LoweringContext context, GraphStep step, int[] from, int[] to, int[] steps)
    {
        var data = step.Operator.Inputs[0];
        var (input, output) = (step.Input(0).Shape, step.Output().Shape);
        var keeps = output.Rank == input.Rank;
        var isFirst = keeps && context.IsChannelsFirst(data);
        var value = context.In(isFirst, data);
        var result = context.Define(step.Operator.Outputs[0], isFirst);
        int[] cut = [.. Enumerable.Range(0, input.Rank).Where(axis => from[axis] != 0 || to[axis] != input[axis] || steps[axis] != 1)];
        var sliced = keeps ? result : context.Between(result, "slice", new TensorShape([.. input.Dimensions.Select((size, axis) => cut.Contains(axis) && steps[axis] == 1 ? Math.Min(to[axis], size) - from[axis] : Length(from[axis], to[axis], steps[axis], size))]));
        string Of(string name, Func<int, int> values) => context.Nodes.Integers($"{result.Name}_{name}", cut.Select(axis => (long)values(axis)));
        context.Move("Slice", value, sliced, [Of("starts", axis => from[axis]), Of("ends", axis => to[axis]), Of("axes", axis => AxisIn(isFirst, axis)), Of("steps", axis => steps[axis])]);
        if (!keeps)
        {
            context.Reshape(sliced, result);
        }
    }

    private static int Length(int from, int to, int step, int size)
    {
        var last = step > 0 ? Math.Min(to, size) : Math.Max(to, -1);
        return Math.Max(0, step > 0 ? (last - from + step - 1) / step : (from - last - step - 1) / -step);
    }
}
