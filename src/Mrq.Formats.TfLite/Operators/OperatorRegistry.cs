using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.Mapping;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The operators whose attributes the graph knows. Another one is one more entry; all others pass through as they are.</summary>
internal static class OperatorRegistry
{
    private static readonly ImmutableArray<OperatorMapping> Mappings =
    [
        new AddMapping(),
        new ArgMaxMapping(),
        new ArgMinMapping(),
        new AttributelessMapping<AssignVariable>("ASSIGN_VARIABLE", "AssignVariableOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AveragePool2DMapping(),
        new AttributelessMapping<BatchToSpaceND>("BATCH_TO_SPACE_ND", "BatchToSpaceNDOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<BroadcastTo>("BROADCAST_TO", "BroadcastToOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new CallOnceMapping(),
        new ConcatenationMapping(),
        new Conv2DMapping(),
        new DepthToSpaceMapping(),
        new DepthwiseConv2DMapping(),
        new AttributelessMapping<Dequantize>("DEQUANTIZE", "DequantizeOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<ExpandDims>("EXPAND_DIMS", "ExpandDimsOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new FullyConnectedMapping(),
        new GatherMapping(),
        new AttributelessMapping<HardSwish>("HARD_SWISH", "HardSwishOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new L2NormalizationMapping(),
        new LeakyReluMapping(),
        new AttributelessMapping<LogSoftmax>("LOG_SOFTMAX", "LogSoftmaxOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<Logistic>("LOGISTIC", "NONE", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new MaxPool2DMapping(),
        new AttributelessMapping<Maximum>("MAXIMUM", "MaximumMinimumOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new MeanMapping(),
        new AttributelessMapping<Minimum>("MINIMUM", "MaximumMinimumOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new MirrorPadMapping(),
        new MulMapping(),
        new PackMapping(),
        new AttributelessMapping<Pad>("PAD", "PadOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<PadV2>("PADV2", "PadV2Options", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<Prelu>("PRELU", "NONE", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<Quantize>("QUANTIZE", "QuantizeOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<ReadVariable>("READ_VARIABLE", "ReadVariableOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<Relu>("RELU", "NONE", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<Relu6>("RELU6", "NONE", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<ReluN1To1>("RELU_N1_TO_1", "NONE", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<Reshape>("RESHAPE", "ReshapeOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new ResizeBilinearMapping(),
        new ResizeNearestNeighborMapping(),
        new AttributelessMapping<ReverseV2>("REVERSE_V2", "ReverseV2Options", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new ShapeMapping(),
        new AttributelessMapping<Slice>("SLICE", "SliceOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new SoftmaxMapping(),
        new AttributelessMapping<SpaceToBatchND>("SPACE_TO_BATCH_ND", "SpaceToBatchNDOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new SpaceToDepthMapping(),
        new SplitMapping(),
        new SplitVMapping(),
        new AttributelessMapping<Squeeze>("SQUEEZE", "SqueezeOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new StridedSliceMapping(),
        new SubMapping(),
        new SumMapping(),
        new SvdfMapping(),
        new AttributelessMapping<Tanh>("TANH", "NONE", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<Tile>("TILE", "TileOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<Transpose>("TRANSPOSE", "TransposeOptions", shell => new() { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new TransposeConvMapping(),
        new UnidirectionalSequenceLstmMapping(),
        new UnpackMapping(),
        new VarHandleMapping(),
    ];

    /// <summary>The mapping of a builtin code; null for what stays opaque.</summary>
    public static OperatorMapping? Find(OperatorKind kind) => Mappings.FirstOrDefault(mapping => mapping.Code == kind.Code);

    /// <summary>The mapping of an operator of the graph; null for an opaque one.</summary>
    public static OperatorMapping? Find(Operator step) => Mappings.FirstOrDefault(mapping => mapping.Handles(step));
}
