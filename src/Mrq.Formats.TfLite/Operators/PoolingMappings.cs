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
            Attributes = [SharedAttributes.KeepDims],
        },
        new OperatorMapping<Sum>(new() { Inputs = [], Outputs = [] }, "ReducerOptions")
        {
            Attributes = [SharedAttributes.KeepDims],
        },
        new OperatorMapping<ArgMax>(new() { Inputs = [], Outputs = [] }, "ArgMaxOptions")
        {
            Attributes = [Type<ArgMax>("output_type", step => step.OutputType, (step, value) => step with { OutputType = value })],
        },
        new OperatorMapping<ArgMin>(new() { Inputs = [], Outputs = [] }, "ArgMinOptions")
        {
            Attributes = [Type<ArgMin>("output_type", step => step.OutputType, (step, value) => step with { OutputType = value })],
        },
        new OperatorMapping<ReduceMax>(new() { Inputs = [], Outputs = [] }, "ReducerOptions")
        {
            Attributes = [SharedAttributes.KeepDims],
        },
        new OperatorMapping<ReduceMin>(new() { Inputs = [], Outputs = [] }, "ReducerOptions")
        {
            Attributes = [SharedAttributes.KeepDims],
        },
        new OperatorMapping<ReduceProd>(new() { Inputs = [], Outputs = [] }, "ReducerOptions")
        {
            Attributes = [SharedAttributes.KeepDims],
        },
        new OperatorMapping<ReduceAny>(new() { Inputs = [], Outputs = [] }, "ReducerOptions")
        {
            Attributes = [SharedAttributes.KeepDims],
        },
        new OperatorMapping<ReduceAll>(new() { Inputs = [], Outputs = [] }, "ReducerOptions")
        {
            Attributes = [SharedAttributes.KeepDims],
        },
        new OperatorMapping<TopKV2>(new() { Inputs = [], Outputs = [] }, "TopKV2Options"),
        new OperatorMapping<CumSum>(new() { Inputs = [], Outputs = [] }, "CumsumOptions")
        {
            Attributes =
            [
                Bool<CumSum>("exclusive", step => step.Exclusive, (step, value) => step with { Exclusive = value }),
                Bool<CumSum>("reverse", step => step.Reverse, (step, value) => step with { Reverse = value }),
            ],
        },
    ];
}
