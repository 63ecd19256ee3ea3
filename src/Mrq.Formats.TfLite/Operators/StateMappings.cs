using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Operators on variables that a handle names, what initializes them, and what runs other graphs.</summary>
internal static class StateMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        // The numbers count the graphs of the file, which keeps all of them.
        new OperatorMapping<CallOnce>(new() { Inputs = [], Outputs = [] }, "CallOnceOptions")
        {
            Attributes = [Int32<CallOnce>("init_subgraph_index", step => step.InitSubgraphIndex, (step, value) => step with { InitSubgraphIndex = value })],
        },
        new OperatorMapping<If>(new() { Inputs = [], Outputs = [] }, "IfOptions")
        {
            Attributes =
            [
                Int32<If>("then_subgraph_index", step => step.ThenSubgraphIndex, (step, value) => step with { ThenSubgraphIndex = value }),
                Int32<If>("else_subgraph_index", step => step.ElseSubgraphIndex, (step, value) => step with { ElseSubgraphIndex = value }),
            ],
        },
        new OperatorMapping<While>(new() { Inputs = [], Outputs = [] }, "WhileOptions")
        {
            Attributes =
            [
                Int32<While>("cond_subgraph_index", step => step.CondSubgraphIndex, (step, value) => step with { CondSubgraphIndex = value }),
                Int32<While>("body_subgraph_index", step => step.BodySubgraphIndex, (step, value) => step with { BodySubgraphIndex = value }),
            ],
        },
        new OperatorMapping<VarHandle>(new() { Inputs = [], Outputs = [] }, "VarHandleOptions")
        {
            Attributes =
            [
                Text<VarHandle>("container", step => step.Container, (step, value) => step with { Container = value }),
                Text<VarHandle>("shared_name", step => step.SharedName, (step, value) => step with { SharedName = value }),
            ],
        },
        new OperatorMapping<ReadVariable>(new() { Inputs = [], Outputs = [] }, "ReadVariableOptions"),
        new OperatorMapping<AssignVariable>(new() { Inputs = [], Outputs = [] }, "AssignVariableOptions"),
    ];
}
