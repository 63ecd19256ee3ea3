using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Resize of rows and columns: nearest moves integers, linear is computed.</summary>
internal static class ResizeLifter
{
    public static void Resize(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        LiftingContext.Require(value.Shape.Rank == 4, $"a resize of {value.Shape}");
        var (shape, scales) = Sizes(context, node, value.Shape);
        LiftingContext.Require(shape[0] == value.Shape[0] && shape[1] == value.Shape[1] && shape[2] > 0 && shape[3] > 0, "a resize of batch or channels");
        LiftingContext.Require(node.Int("antialias", 0) == 0 && node.Int("exclude_outside", 0) == 0, "a resize that looks at more than the neighbours (antialias, exclude_outside)");
        var coordinates = node.Text("coordinate_transformation_mode", node.Type == "Upsample" || context.Graph.Opset < 11 ? "asymmetric" : "half_pixel");
        switch (node.Text("mode", "nearest"))
        {
            case "nearest":
                Nearest(context, node, value, shape, scales, coordinates);
                return;
            case "linear":
                Linear(context, node, shape, scales, coordinates);
                return;
            case var other:
                throw new UnmappedException($"a resize of mode '{other}'");
        }
    }

    /// <summary>The source of each row or column.</summary>
    public static int[] NearestSources(int input, int output, float scale, string coordinates, string rounding)
    {
        var sources = new int[output];
        for (var i = 0; i < output; i++)
        {
            var position = Position(i, input, output, scale, coordinates);

            // ONNX Runtime takes what is within a millionth of a half for one.
            var (floor, isHalf) = (MathF.Floor(position), MathF.Abs(position - MathF.Floor(position) - 0.5f) <= 1e-6f);
            var source = rounding switch
            {
                "floor" => floor,
                "ceil" => MathF.Ceiling(position),
                "round_prefer_ceil" => isHalf ? MathF.Ceiling(position) : MathF.Round(position, MidpointRounding.AwayFromZero),
                _ => isHalf ? floor : MathF.Round(position, MidpointRounding.AwayFromZero),
            };
            sources[i] = (int)Math.Clamp(source, 0, input - 1);
        }

        return sources;
    }

    private static float Position(int i, int input, int output, float scale, string coordinates) => coordinates switch
    {
        "asymmetric" => i / scale,
        "half_pixel" => ((i + 0.5f) / scale) - 0.5f,
        "pytorch_half_pixel" => output > 1 ? ((i + 0.5f) / scale) - 0.5f : 0,
        "align_corners" => output == 1 ? 0 : (float)i * (input - 1) / (output - 1),
        "tf_half_pixel_for_nn" => (i + 0.5f) / scale,
        _ => throw new UnmappedException($"a resize with coordinates of '{coordinates}'"),
    };

    private static (TensorShape Shape, float[] Scales) Sizes(LiftingContext context, OnnxNode node, TensorShape input)
    {
        var slot = node.Type == "Upsample" || context.Graph.Opset < 11 ? 1 : 2;
        var axes = ShapeRules.Axes(node.Ints("axes") ?? [.. Enumerable.Range(0, input.Rank)], input.Rank) ?? throw new UnmappedException("an axis that there is not");
        var given = node.HasInput(slot) ? (context.Constants.Find(node.Inputs[slot]) ?? throw new UnmappedException("scales are computed")).Singles() : node.Attribute("scales") is { } attribute ? [.. attribute.Floats] : null;
        var scales = Enumerable.Repeat(1f, input.Rank).ToArray();
        var dimensions = input.Dimensions.ToArray();
        if (given is { Length: > 0 })
        {
            LiftingContext.Require(given.Length == axes.Length && given.All(scale => scale > 0 && float.IsFinite(scale)), "scales do not fit the axes");
            for (var i = 0; i < axes.Length; i++)
            {
                scales[axes[i]] = given[i];
                dimensions[axes[i]] = (int)Math.Clamp(MathF.Floor(input[axes[i]] * given[i]), 0, 1 << 24);
            }

            return (new TensorShape(dimensions), scales);
        }

        var sizes = context.Ints(node, 3) ?? throw new UnmappedException("a resize without scales and sizes");
        LiftingContext.Require(sizes.Length == axes.Length && sizes.All(size => size is > 0 and < 1 << 24) && node.Text("keep_aspect_ratio_policy", "stretch") == "stretch", "sizes do not fit the axes, or keep the aspect");
        for (var i = 0; i < axes.Length; i++)
        {
            dimensions[axes[i]] = sizes[i];
            scales[axes[i]] = sizes[i] / (float)input[axes[i]];
        }

        return (new TensorShape(dimensions), scales);
    }

    private static void Nearest(LiftingContext context, OnnxNode node, Value value, TensorShape shape, float[] scales, string coordinates)
    {
        var rounding = node.Text("nearest_mode", context.Graph.Opset < 11 ? "floor" : "round_prefer_floor");
        var rows = NearestSources(value.Shape[2], shape[2], scales[2], coordinates, rounding);
        var columns = NearestSources(value.Shape[3], shape[3], scales[3], coordinates, rounding);
        var moved = MovementLifter.Moved(value);
        LiftingContext.Require(moved.Parameters is null or { IsPerTensor: true }, "channels of an activation have scales of their own");
        var source = context.Builder.Image(moved);
        MovementLifter.Emit(context, node, value, moved, shape, result =>
        {
            foreach (var isHalf in (ReadOnlySpan<bool>)[false, true])
            {
                if (rows.SequenceEqual(OfTFLite(value.Shape[2], shape[2], isHalf)) && columns.SequenceEqual(OfTFLite(value.Shape[3], shape[3], isHalf)))
                {
                    return new ResizeNearestNeighbor { Inputs = [source, context.Builder.AddIntegers($"{result.Name}_size", shape[2], shape[3])], Outputs = [context.Builder.NewImage(result)], HalfPixelCenters = isHalf };
                }
            }

            // Other rules are a choice of rows, then of columns.
            var between = context.Builder.Add(new Tensor { Name = $"{result.Name}_rows", Type = moved.Type, Shape = new(shape[0], shape[2], value.Shape[3], shape[1]), Quantization = moved.Parameters });
            context.Builder.Emit(new Gather { Inputs = [source, context.Builder.AddIntegers($"{result.Name}_row_indices", rows)], Outputs = [between], Axis = 1 });
            return new Gather { Inputs = [between, context.Builder.AddIntegers($"{result.Name}_column_indices", columns)], Outputs = [context.Builder.NewImage(result)], Axis = 2 };
        });
    }

    /// <summary>The sources of RESIZE_NEAREST_NEIGHBOR.</summary>
    private static int[] OfTFLite(int input, int output, bool isHalf) =>
        [.. Enumerable.Range(0, output).Select(i => Math.Clamp((int)MathF.Floor((i + (isHalf ? 0.5f : 0)) * (input / (float)output)), 0, input - 1))];

    private static void Linear(LiftingContext context, OnnxNode node, TensorShape shape, float[] scales, string coordinates)
    {
        var ends = OperatorEnds.Of(context, node, _ => shape);
        var (input, output) = (ends.Input, ends.Output);
        var isCorners = coordinates == "align_corners";
        LiftingContext.Require(isCorners || coordinates == "asymmetric" || coordinates == "half_pixel" || (coordinates == "pytorch_half_pixel" && shape[2] > 1 && shape[3] > 1), $"a linear resize with coordinates of '{coordinates}'");
        LiftingContext.Require(isCorners || (scales[2] == shape[2] / (float)input.Shape[2] && scales[3] == shape[3] / (float)input.Shape[3]), "a linear resize whose scales are not those of its sizes");
        var source = context.Builder.Image(input);
        context.Builder.Emit(
            new ResizeBilinear
            {
                Inputs = [source, context.Builder.AddIntegers($"{output.Name}_size", shape[2], shape[3])],
                Outputs = [context.Builder.NewImage(output)],
                AlignCorners = isCorners,
                HalfPixelCenters = !isCorners && coordinates != "asymmetric",
            },
            OnnxComputation.Unfused);
        ends.Close(context, node);
    }
}
