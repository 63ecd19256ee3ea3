using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Operators that carry values elsewhere without computing on them.</summary>
internal static class MovementMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<Reshape>(new() { Inputs = [], Outputs = [] }, "ReshapeOptions"),
        new OperatorMapping<ExpandDims>(new() { Inputs = [], Outputs = [] }, "ExpandDimsOptions"),
        new OperatorMapping<Squeeze>(new() { Inputs = [], Outputs = [] }, "SqueezeOptions"),
        new OperatorMapping<Concatenation>(new() { Inputs = [], Outputs = [] }, "ConcatenationOptions")
        {
            Attributes =
            [
                Int32<Concatenation>("axis", step => step.Axis, (step, value) => step with { Axis = value }),
                SharedAttributes.FusedActivation,
            ],
        },
        new OperatorMapping<Pack>(new() { Inputs = [], Outputs = [] }, "PackOptions")
        {
            Attributes =
            [
                Int32<Pack>("values_count", step => step.ValuesCount, (step, value) => step with { ValuesCount = value }),
                Int32<Pack>("axis", step => step.Axis, (step, value) => step with { Axis = value }),
            ],
        },
        new OperatorMapping<Unpack>(new() { Inputs = [], Outputs = [] }, "UnpackOptions")
        {
            Attributes =
            [
                Int32<Unpack>("num", step => step.Num, (step, value) => step with { Num = value }),
                Int32<Unpack>("axis", step => step.Axis, (step, value) => step with { Axis = value }),
            ],
        },
        new OperatorMapping<Split>(new() { Inputs = [], Outputs = [] }, "SplitOptions")
        {
            Attributes = [Int32<Split>("num_splits", step => step.NumSplits, (step, value) => step with { NumSplits = value })],
        },
        new OperatorMapping<SplitV>(new() { Inputs = [], Outputs = [] }, "SplitVOptions")
        {
            Attributes = [Int32<SplitV>("num_splits", step => step.NumSplits, (step, value) => step with { NumSplits = value })],
        },
        new OperatorMapping<Slice>(new() { Inputs = [], Outputs = [] }, "SliceOptions"),
        new OperatorMapping<StridedSlice>(new() { Inputs = [], Outputs = [] }, "StridedSliceOptions")
        {
            Attributes =
            [
                Int32<StridedSlice>("begin_mask", step => step.BeginMask, (step, value) => step with { BeginMask = value }),
                Int32<StridedSlice>("end_mask", step => step.EndMask, (step, value) => step with { EndMask = value }),
                Int32<StridedSlice>("ellipsis_mask", step => step.EllipsisMask, (step, value) => step with { EllipsisMask = value }),
                Int32<StridedSlice>("new_axis_mask", step => step.NewAxisMask, (step, value) => step with { NewAxisMask = value }),
                Int32<StridedSlice>("shrink_axis_mask", step => step.ShrinkAxisMask, (step, value) => step with { ShrinkAxisMask = value }),
                Bool<StridedSlice>("offset", step => step.Offset, (step, value) => step with { Offset = value }),
            ],
        },
        new OperatorMapping<Gather>(new() { Inputs = [], Outputs = [] }, "GatherOptions")
        {
            Attributes =
            [
                Int32<Gather>("axis", step => step.Axis, (step, value) => step with { Axis = value }),
                Int32<Gather>("batch_dims", step => step.BatchDims, (step, value) => step with { BatchDims = value }),
            ],
        },
        new OperatorMapping<Transpose>(new() { Inputs = [], Outputs = [] }, "TransposeOptions"),
        new OperatorMapping<ReverseV2>(new() { Inputs = [], Outputs = [] }, "ReverseV2Options"),
        new OperatorMapping<Tile>(new() { Inputs = [], Outputs = [] }, "TileOptions"),
        new OperatorMapping<BroadcastTo>(new() { Inputs = [], Outputs = [] }, "BroadcastToOptions"),
        new OperatorMapping<Pad>(new() { Inputs = [], Outputs = [] }, "PadOptions"),
        new OperatorMapping<PadV2>(new() { Inputs = [], Outputs = [] }, "PadV2Options"),
        new OperatorMapping<MirrorPad>(new() { Inputs = [], Outputs = [] }, "MirrorPadOptions")
        {
            Attributes = [MirrorPadMode<MirrorPad>("mode", step => step.Mode, (step, value) => step with { Mode = value })],
        },
        new OperatorMapping<SpaceToBatchND>(new() { Inputs = [], Outputs = [] }, "SpaceToBatchNDOptions"),
        new OperatorMapping<BatchToSpaceND>(new() { Inputs = [], Outputs = [] }, "BatchToSpaceNDOptions"),
        new OperatorMapping<SpaceToDepth>(new() { Inputs = [], Outputs = [] }, "SpaceToDepthOptions")
        {
            Attributes = [Int32<SpaceToDepth>("block_size", step => step.BlockSize, (step, value) => step with { BlockSize = value })],
        },
        new OperatorMapping<DepthToSpace>(new() { Inputs = [], Outputs = [] }, "DepthToSpaceOptions")
        {
            Attributes = [Int32<DepthToSpace>("block_size", step => step.BlockSize, (step, value) => step with { BlockSize = value })],
        },
        new OperatorMapping<GatherND>(new() { Inputs = [], Outputs = [] }, "GatherNdOptions"),
        new OperatorMapping<ScatterND>(new() { Inputs = [], Outputs = [] }, "ScatterNdOptions"),
        new OperatorMapping<OneHot>(new() { Inputs = [], Outputs = [] }, "OneHotOptions")
        {
            Attributes = [Int32<OneHot>("axis", step => step.Axis, (step, value) => step with { Axis = value })],
        },
        new OperatorMapping<Fill>(new() { Inputs = [], Outputs = [] }, "FillOptions"),
        new OperatorMapping<Select>(new() { Inputs = [], Outputs = [] }, "SelectOptions"),
        new OperatorMapping<SelectV2>(new() { Inputs = [], Outputs = [] }, "SelectV2Options"),
    ];
}
