using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// Operators that move values. Of dequantized ones they move the integers: the real values are those of the integers that come out, and a
/// QuantizeLinear behind finds these.
/// </summary>
internal static class MovementLifter
{
    /// <summary>The integers of a real value where it has any, else the value itself: what is moved.</summary>
    public static Value Moved(Value value) => value is { Integers: { } integers, Plain: null, Image: null } ? integers : value;

    /// <summary>Emits a movement and defines its result, with the meaning that the input has.</summary>
    public static void Emit(LiftingContext context, OnnxNode node, Value value, Value moved, TensorShape shape, Func<Value, Operator?> create, Func<QuantizationParameters, QuantizationParameters>? parameters = null) =>
        Emit(context, node, value, moved, shape, result => (create(result), result), parameters);

    public static void Reshape(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        var axes = node.Ints("axes") ?? (node.Type is "Squeeze" or "Unsqueeze" ? context.Ints(node, 1) : null);
        var shape = node.Type switch
        {
            "Flatten" => ShapeRules.Flatten(value.Shape, node.Int("axis", 1)),
            "Squeeze" => ShapeRules.Squeeze(value.Shape, axes),
            "Unsqueeze" => ShapeRules.Unsqueeze(value.Shape, axes ?? throw new UnmappedException("an Unsqueeze without axes")),
            _ => ShapeRules.Reshape(value.Shape, context.Integers(node, 1)!, node.Int("allowzero", 0) != 0),
        } ?? throw new UnmappedException($"{value.Shape} does not take the shape that the node says");
        var moved = Moved(value);
        if (moved.Parameters is { IsPerTensor: false })
        {
            LiftingContext.Require(moved.Constant is not null || shape == value.Shape, "a reshape of channels with scales of their own");
        }

        Emit(context, node, value, moved, shape, result =>
        {
            if (moved.Constant is { } constant && moved.Integers is null)
            {
                return (null, Like(result, constant.Reshaped(shape)));
            }

            var isFlattened = shape.Rank == 2 && moved is { Image: not null, Plain: null, Shape.Rank: 3 or 4 } && shape[0] == moved.Shape[0];
            if (isFlattened)
            {
                return (null, new Value { Name = result.Name, Type = result.Type, Shape = shape, Parameters = result.Parameters, FlattenedFrom = moved });
            }

            var source = context.Builder.FlatOrPlain(moved);
            return (new Reshape { Inputs = [source], Outputs = [context.Builder.NewPlain(result)] }, result);
        }, Axis(value.Shape, shape));
    }

    public static void Transpose(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        var order = ShapeRules.Permutation(node, value.Shape.Rank) ?? throw new UnmappedException($"an order of axes that {value.Shape} does not have");
        var moved = Moved(value);
        Emit(context, node, value, moved, OnnxArray.Permuted(value.Shape, order), result =>
        {
            if (moved.Constant is { } constant && moved.Integers is null)
            {
                return (null, Like(result, constant.Transposed(order)));
            }

            var isImage = moved is { Image: not null, Plain: null, Shape.Rank: 4 };
            int[] from = isImage ? [.. order.Select(axis => GraphBuilder.ImageAxis(4, axis))] : order;
            var source = isImage ? moved.Image!.Value : context.Builder.Plain(moved);
            if (from.SequenceEqual(Enumerable.Range(0, from.Length)))
            {
                result.Plain = source;
                return (null, result);
            }

            if (!isImage && order is [0, 3, 1, 2])
            {
                result.Image = source;
                return (null, result);
            }

            return (new Transpose { Inputs = [source, context.Builder.AddIntegers($"{result.Name}_order", from)], Outputs = [context.Builder.NewPlain(result)] }, result);
        }, parameters => new QuantizationParameters(parameters.Scales, parameters.ZeroPoints, Array.IndexOf(order, parameters.Axis)));
    }

    public static void Slice(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        var rank = value.Shape.Rank;
        var starts = node.Ints("starts") ?? context.Ints(node, 1)!;
        var ends = node.Ints("ends") ?? context.Ints(node, 2)!;
        var axes = ShapeRules.Axes(node.Ints("axes") ?? context.Ints(node, 3) ?? [.. Enumerable.Range(0, starts.Length)], rank);
        var steps = context.Ints(node, 4) ?? [.. Enumerable.Repeat(1, starts.Length)];
        LiftingContext.Require(axes is not null && axes.Length == starts.Length && ends.Length == starts.Length && steps.Length == starts.Length && steps.All(step => step != 0), "the node's ranges do not fit each other");
        var moved = Moved(value);
        RequirePerTensor(moved);
        var isImage = moved is { Image: not null, Plain: null, Shape.Rank: 4 };
        var (begin, end, stride, dimensions, mask) = (new int[rank], new int[rank], new int[rank], value.Shape.Dimensions.ToArray(), 0);
        for (var axis = 0; axis < rank; axis++)
        {
            var at = Array.IndexOf(axes, axis);
            var (size, to) = (value.Shape[axis], isImage ? GraphBuilder.ImageAxis(4, axis) : axis);
            var step = at < 0 ? 1 : steps[at];
            var first = at < 0 ? 0 : starts[at] < 0 ? starts[at] + (long)size : starts[at];
            var last = at < 0 ? size : ends[at] < 0 ? ends[at] + (long)size : ends[at];
            first = step > 0 ? Math.Clamp(first, 0, size) : Math.Clamp(first, -1, size - 1);
            last = step > 0 ? Math.Clamp(last, 0, size) : Math.Clamp(last, -1, size - 1);
            dimensions[axis] = (int)Math.Max(0, step > 0 ? (last - first + step - 1) / step : (first - last - step - 1L) / -(long)step);
            (begin[to], end[to], stride[to]) = ((int)first, (int)last, step);
            mask |= step < 0 && last < 0 ? 1 << to : 0;
        }

        var source = isImage ? moved.Image!.Value : context.Builder.Plain(moved);
        Emit(context, node, value, moved, new TensorShape(dimensions), result => new StridedSlice
        {
            Inputs = [source, context.Builder.AddIntegers($"{result.Name}_begin", begin), context.Builder.AddIntegers($"{result.Name}_end", end), context.Builder.AddIntegers($"{result.Name}_strides", stride)],
            Outputs = [isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result)],
            EndMask = mask,
        });
    }

    public static void Split(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        var axis = (ShapeRules.Axes([(int)node.Int("axis", 0)], value.Shape.Rank) ?? throw new UnmappedException("an axis that there is not"))[0];
        var parts = node.Outputs.Length;
        var (size, each) = (value.Shape[axis], (value.Shape[axis] + parts - 1) / parts);
        int[] sizes = node.Ints("split") ?? context.Ints(node, 1) ?? [.. Enumerable.Range(0, parts).Select(part => Math.Max(0, Math.Min(each, size - (part * each))))];
        LiftingContext.Require(sizes.Length == parts && sizes.All(part => part >= 0) && sizes.Sum(part => (long)part) == size, $"parts do not make up an axis of {size}");
        var moved = Moved(value);
        RequirePerTensor(moved);
        var isImage = moved is { Image: not null, Plain: null, Shape.Rank: 4 };
        var outputs = ImmutableArray.CreateBuilder<int>(parts);
        for (var part = 0; part < parts; part++)
        {
            var shape = new TensorShape([.. value.Shape.Dimensions.Select((dimension, index) => index == axis ? sizes[part] : dimension)]);
            var result = new Value { Name = node.Outputs[part].Length > 0 ? node.Outputs[part] : $"{node.Output()}_{part}", Type = moved.Type, Shape = shape, Parameters = moved.Parameters };
            outputs.Add(isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result));
            context.Define(node.Outputs[part], moved == value ? result : new Value { Name = node.Outputs[part], Type = value.Type, Shape = shape, Integers = result, Function = value.Function, Operator = value.Operator, Steps = value.Steps });
        }

        context.Builder.Emit(new SplitV
        {
            Inputs = [isImage ? moved.Image!.Value : context.Builder.Plain(moved), context.Builder.AddIntegers($"{node.Output()}_sizes", sizes), context.Builder.AddConstant($"{node.Output()}_axis", OnnxArray.Of(default, [isImage ? GraphBuilder.ImageAxis(4, axis) : axis]))],
            Outputs = outputs.MoveToImmutable(),
            NumSplits = parts,
        });
    }

    /// <summary>Whether a Cast makes nothing but indices into constants of 256 entries.</summary>
    public static bool IsLookUp(LiftingContext context, OnnxNode cast) =>
        cast.Inputs.Length == 1 && context.Find(cast.Inputs[0]) is { Type: ElementType.UInt8 or ElementType.Int8, Integers: null, Constant: null } && !context.Graph.IsOutput(cast.Output())
        && context.Graph.ConsumersOf(cast.Output()) is { Count: > 0 } readers
        && readers.All(reader => reader is { Slot: 1, Node: { Type: "Gather", Domain: "" } gather } && gather.Int("axis", 0) == 0 && context.Constants.Find(gather.Input(0)) is { Shape: { Rank: 1, ElementCount: 256 }, Type: ElementType.UInt8 or ElementType.Int8 or ElementType.Float32 });

    /// <summary>Entries of a constant by integers of 8 bits: those below zero count from its end, as a table's bits do.</summary>
    private static void LookUp(LiftingContext context, OnnxNode node, Value indices)
    {
        var table = context.Constants.Find(node.Input(0))!;
        var (source, isImage) = context.Builder.Any(indices);
        var result = new Value { Name = node.Output(), Type = table.Type, Shape = indices.Shape };
        var constant = context.Builder.AddConstant(node.Input(0), table, site: new ConstantSite(table.Shape));
        context.Builder.Emit(new Table { Inputs = [source, constant], Outputs = [isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result)] });
        context.Define(node.Output(), result);
    }

    public static void Gather(LiftingContext context, OnnxNode node)
    {
        if (context.Graph.ProducerOf(node.Input(1)) is { Type: "Cast", Domain: "" } cast && IsLookUp(context, cast))
        {
            LookUp(context, node, context.Input(cast, 0));
            return;
        }

        var value = context.Input(node, 0);
        var axis = (ShapeRules.Axes([(int)node.Int("axis", 0)], value.Shape.Rank) ?? throw new UnmappedException("an axis that there is not"))[0];
        var indices = context.Ints(node, 1)!;
        var indexShape = context.Constants.Find(node.Input(1))!.Shape;
        LiftingContext.Require(indices.All(index => index >= -value.Shape[axis] && index < value.Shape[axis]), "an index is beyond its axis");
        var moved = Moved(value);
        RequirePerTensor(moved);
        var constant = context.Builder.AddConstant($"{node.Output()}_indices", OnnxArray.Of(indexShape, Array.ConvertAll(indices, index => index < 0 ? index + value.Shape[axis] : index)));
        var shape = new TensorShape([.. value.Shape.Dimensions.AsSpan()[..axis], .. indexShape.Dimensions, .. value.Shape.Dimensions.AsSpan()[(axis + 1)..]]);
        var source = context.Builder.Plain(moved);
        Emit(context, node, value, moved, shape, result => new Gather { Inputs = [source, constant], Outputs = [context.Builder.NewPlain(result)], Axis = axis });
    }

    public static void Repeat(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        var sizes = context.Ints(node, 1)!;
        var moved = Moved(value);
        RequirePerTensor(moved);
        TensorShape shape;
        if (node.Type == "Tile")
        {
            LiftingContext.Require(sizes.Length == value.Shape.Rank && sizes.All(size => size is >= 0 and < 1 << 24), "repetitions do not fit the axes");
            shape = new TensorShape([.. value.Shape.Dimensions.Select((dimension, axis) => checked(dimension * sizes[axis]))]);
        }
        else
        {
            LiftingContext.Require(sizes.All(size => size is >= 0 and < 1 << 24), "a dimension is out of range");
            shape = ShapeRules.Broadcast(value.Shape, new TensorShape(sizes)) ?? throw new UnmappedException($"{value.Shape} does not take the shape that the node says");
        }

        var source = context.Builder.Plain(moved);
        Emit(context, node, value, moved, shape, result =>
        {
            var target = context.Builder.NewPlain(result);
            return node.Type == "Tile"
                ? new Tile { Inputs = [source, context.Builder.AddIntegers($"{result.Name}_repetitions", sizes)], Outputs = [target] }
                : new BroadcastTo { Inputs = [source, context.Builder.AddIntegers($"{result.Name}_shape", [.. shape.Dimensions])], Outputs = [target] };
        });
    }

    public static void SpaceDepth(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        var block = (int)node.Int("blocksize", 0);
        LiftingContext.Require(value.Shape.Rank == 4 && block is > 0 and < 1 << 12, "blocks of an image that is none");
        var isToSpace = node.Type == "DepthToSpace";
        LiftingContext.Require(!isToSpace || node.Text("mode", "DCR") == "DCR", "DepthToSpace takes columns before rows (mode CRD)");
        var (n, c, h, w) = (value.Shape[0], value.Shape[1], value.Shape[2], value.Shape[3]);
        LiftingContext.Require(isToSpace ? c % (block * block) == 0 : h % block == 0 && w % block == 0, $"{value.Shape} does not divide into blocks of {block}");
        var moved = Moved(value);
        RequirePerTensor(moved);
        var source = context.Builder.Image(moved);
        var shape = isToSpace ? new TensorShape(n, c / (block * block), h * block, w * block) : new TensorShape(n, c * block * block, h / block, w / block);
        Emit(context, node, value, moved, shape, result => isToSpace
            ? new DepthToSpace { Inputs = [source], Outputs = [context.Builder.NewImage(result)], BlockSize = block }
            : new SpaceToDepth { Inputs = [source], Outputs = [context.Builder.NewImage(result)], BlockSize = block });
    }

    /// <summary>The frame's value has to be one of the integers: 0 always is, the zero point.</summary>
    public static void Pad(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        var rank = value.Shape.Rank;
        var mode = node.Text("mode", "constant");
        var widths = node.Ints("pads") ?? context.Ints(node, 1)!;
        var axes = context.Ints(node, 3) is { } given ? ShapeRules.Axes(given, rank) : [.. Enumerable.Range(0, rank)];
        LiftingContext.Require(axes is not null && widths.Length == 2 * axes.Length && widths.All(width => width is >= 0 and < 1 << 24), "pads are negative, or do not fit the axes");
        LiftingContext.Require(mode is "constant" or "reflect", $"the frame is of mode '{mode}'");
        var moved = Moved(value);
        RequirePerTensor(moved);
        LiftingContext.Require(value.Function is null, "a frame around a function of dequantized values");
        var isImage = moved is { Image: not null, Plain: null, Shape.Rank: 4 };
        var (frame, dimensions) = (new int[2 * rank], value.Shape.Dimensions.ToArray());
        for (var i = 0; i < axes.Length; i++)
        {
            var at = isImage ? GraphBuilder.ImageAxis(4, axes[i]) : axes[i];
            (frame[2 * at], frame[(2 * at) + 1]) = (widths[i], widths[axes.Length + i]);
            dimensions[axes[i]] = checked(dimensions[axes[i]] + widths[i] + widths[axes.Length + i]);
        }

        var source = isImage ? moved.Image!.Value : context.Builder.Plain(moved);
        var fill = mode == "constant" ? Fill(context, node, value, moved) : null;
        Emit(context, node, value, moved, new TensorShape(dimensions), result =>
        {
            var target = isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result);
            var pads = context.Builder.AddConstant($"{result.Name}_pads", OnnxArray.Of(new TensorShape(rank, 2), frame));
            return mode == "reflect" ? new MirrorPad { Inputs = [source, pads], Outputs = [target], Mode = MirrorPadMode.Reflect }
                : fill is not { } filled ? new Pad { Inputs = [source, pads], Outputs = [target] }
                : new PadV2 { Inputs = [source, pads, context.Builder.AddConstant(filled.Name ?? $"{result.Name}_value", filled.Integers, moved.Parameters, filled.Name is null ? null : new ConstantSite(filled.Integers.Shape))], Outputs = [target] };
        });
    }

    /// <summary>
    /// The integers of a frame, with the name that they have in the file if they stand there; null where it is 0 of real numbers, which PAD has. Around integers the file says an
    /// integer, and says 0 where it says nothing.
    /// </summary>
    private static (OnnxArray Integers, string? Name)? Fill(LiftingContext context, OnnxNode node, Value value, Value moved)
    {
        var given = node.HasInput(2) ? context.Constants.Find(node.Inputs[2]) ?? throw new UnmappedException("the frame's value is computed") : null;
        if (value.Type != ElementType.Float32)
        {
            var integer = given is null ? 0 : given.Integers() is [var single] && given.Type == value.Type ? single : throw new UnmappedException("the frame's value is no integer of the type that it is around");
            return value.Parameters is null && integer == 0 ? null : (given ?? OnnxArray.Of(value.Type, default, [0]), given is null ? null : node.Inputs[2]);
        }

        var fill = given is null ? node.Float("value", 0) : given.Single ?? throw new UnmappedException("the frame's value is no real number");
        var filled = moved.Parameters is null ? 0 : TableValues.Quantize(fill, moved);
        LiftingContext.Require(moved.Parameters is null ? fill == 0 : TableValues.Dequantized(moved, filled) == fill, "the frame's value is none of the integers");
        return fill == 0 ? null : (OnnxArray.Of(moved.Type, default, [filled]), null);
    }

    private static void Emit(LiftingContext context, OnnxNode node, Value value, Value moved, TensorShape shape, Func<Value, (Operator? Step, Value Result)> create, Func<QuantizationParameters, QuantizationParameters>? parameters)
    {
        var meaning = moved.Parameters is { IsPerTensor: false } several ? (parameters ?? throw new UnmappedException("channels of an activation have scales of their own"))(several) : moved.Parameters;

        // The integers have the name that they have in the file, if a QuantizeLinear gives them one.
        var isMeant = moved != value;
        var name = isMeant && context.Graph.OnlyConsumerOf(node.Output()) is { Type: "QuantizeLinear" } quantize ? quantize.Output() : isMeant ? $"{node.Output()}_integers" : node.Output();
        var (step, result) = create(new Value { Name = name, Type = moved.Type, Shape = shape, Parameters = meaning });
        if (step is not null)
        {
            context.Builder.Emit(step);
        }

        context.Define(node.Output(), isMeant ? new Value { Name = node.Output(), Type = value.Type, Shape = shape, Integers = result, Function = value.Function, Operator = value.Operator, Steps = value.Steps, Constant = result.Constant } : result);
    }

    private static Value Like(Value result, OnnxArray constant) => new() { Name = result.Name, Type = result.Type, Shape = constant.Shape, Parameters = result.Parameters, Constant = constant };

    /// <summary>The axis of scales after a reshape that leaves it as long as it was, with as many elements before it.</summary>
    private static Func<QuantizationParameters, QuantizationParameters> Axis(TensorShape from, TensorShape to) => parameters =>
    {
        static long Before(TensorShape shape, int axis) => shape.Dimensions.Take(axis).Aggregate(1L, (product, dimension) => product * dimension);
        for (var axis = 0; axis < to.Rank; axis++)
        {
            if (to[axis] == from[parameters.Axis] && Before(to, axis) == Before(from, parameters.Axis))
            {
                return new QuantizationParameters(parameters.Scales, parameters.ZeroPoints, axis);
            }
        }

        throw new UnmappedException("a reshape of channels with scales of their own");
    };

    private static void RequirePerTensor(Value moved) => LiftingContext.Require(moved.Parameters is null or { IsPerTensor: true }, "channels of an activation have scales of their own");
}
