using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Activation functions, and operators that normalize rows.</summary>
internal static class ActivationMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<Relu>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<Relu6>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<ReluN1To1>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<LeakyRelu>(new() { Inputs = [], Outputs = [] }, "LeakyReluOptions")
        {
            Attributes = [Single<LeakyRelu>("alpha", step => step.Alpha, (step, value) => step with { Alpha = value })],
        },
        new OperatorMapping<Prelu>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<HardSwish>(new() { Inputs = [], Outputs = [] }, "HardSwishOptions"),
        new OperatorMapping<Logistic>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<Tanh>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<Softmax>(new() { Inputs = [], Outputs = [] }, "SoftmaxOptions")
        {
            Attributes = [Single<Softmax>("beta", step => step.Beta, (step, value) => step with { Beta = value })],
        },
        new OperatorMapping<LogSoftmax>(new() { Inputs = [], Outputs = [] }, "LogSoftmaxOptions"),
        new OperatorMapping<L2Normalization>(new() { Inputs = [], Outputs = [] }, "L2NormOptions")
        {
            Attributes = [SharedAttributes.FusedActivation],
        },
        new OperatorMapping<Exp>(new() { Inputs = [], Outputs = [] }, "ExpOptions"),
        new OperatorMapping<Log>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<Sqrt>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<Rsqrt>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<Elu>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<Gelu>(new() { Inputs = [], Outputs = [] }, "GeluOptions")
        {
            Attributes = [Bool<Gelu>("approximate", step => step.Approximate, (step, value) => step with { Approximate = value })],
        },
    ];
}
