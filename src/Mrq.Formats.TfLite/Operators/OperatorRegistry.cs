using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Formats.TfLite.Mapping;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The operators whose attributes the graph knows. Another one is one more entry; all others pass through as they are.</summary>
internal static class OperatorRegistry
{
    private static readonly ImmutableArray<OperatorMapping> Mappings =
    [
        new AddMapping(),
        new AveragePool2DMapping(),
        new Conv2DMapping(),
        new DepthwiseConv2DMapping(),
        new DequantizeMapping(),
        new FullyConnectedMapping(),
        new AttributelessMapping<HardSwish>("HARD_SWISH", "HardSwishOptions", shell => new HardSwish { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new L2NormalizationMapping(),
        new LeakyReluMapping(),
        new AttributelessMapping<Logistic>("LOGISTIC", "NONE", shell => new Logistic { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new MaxPool2DMapping(),
        new MeanMapping(),
        new MulMapping(),
        new AttributelessMapping<Prelu>("PRELU", "NONE", shell => new Prelu { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new QuantizeMapping(),
        new AttributelessMapping<Relu>("RELU", "NONE", shell => new Relu { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<Relu6>("RELU6", "NONE", shell => new Relu6 { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new AttributelessMapping<ReluN1To1>("RELU_N1_TO_1", "NONE", shell => new ReluN1To1 { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new ReshapeMapping(),
        new SoftmaxMapping(),
        new SubMapping(),
        new SumMapping(),
        new AttributelessMapping<Tanh>("TANH", "NONE", shell => new Tanh { Inputs = shell.Inputs, Outputs = shell.Outputs }),
        new TransposeConvMapping(),
    ];

    /// <summary>The mapping of a builtin code; null for what stays opaque.</summary>
    public static OperatorMapping? Find(OperatorKind kind) => Mappings.FirstOrDefault(mapping => mapping.Code == kind.Code);

    /// <summary>The mapping of an operator of the graph; null for an opaque one.</summary>
    public static OperatorMapping? Find(Operator step) => Mappings.FirstOrDefault(mapping => mapping.Handles(step));
}
