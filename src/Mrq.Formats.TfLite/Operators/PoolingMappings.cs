using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Operators that bring many values of one tensor to one.</summary>
internal static class PoolingMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<AveragePool2D>(new() { Inputs = [], Outputs = [] }, "Pool2DOptions")
        {
            Attributes = [.. SharedAttributes.OfPools],
        },
        new OperatorMapping<MaxPool2D>(new() { Inputs = [], Outputs = [] }, "Pool2DOptions")
        {
            Attributes = [.. SharedAttributes.OfPools],
        },
        new OperatorMapping<Mean>(new() { Inputs = [], Outputs = [] }, "ReducerOptions")
        {
            Attributes = [Bool<Mean>("keep_dims", step => step.KeepDims, (step, value) => step with { KeepDims = value })],
        },
        new OperatorMapping<Sum>(new() { Inputs = [], Outputs = [] }, "ReducerOptions")
        {
            Attributes = [Bool<Sum>("keep_dims", step => step.KeepDims, (step, value) => step with { KeepDims = value })],
        },
        new OperatorMapping<ArgMax>(new() { Inputs = [], Outputs = [] }, "ArgMaxOptions")
        {
            Attributes = [Type<ArgMax>("output_type", step => step.OutputType, (step, value) => step with { OutputType = value })],
        },
        new OperatorMapping<ArgMin>(new() { Inputs = [], Outputs = [] }, "ArgMinOptions")
        {
            Attributes = [Type<ArgMin>("output_type", step => step.OutputType, (step, value) => step with { OutputType = value })],
        },
    ];
}
