using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Operators on variables that a handle names, and what initializes them.</summary>
internal static class StateMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        // The number counts the graphs of the file, which keeps all of them; TfLiteModel.Create refuses the operator.
        new OperatorMapping<CallOnce>(new() { Inputs = [], Outputs = [] }, "CallOnceOptions")
        {
            Attributes = [Int32<CallOnce>("init_subgraph_index", step => step.InitSubgraphIndex, (step, value) => step with { InitSubgraphIndex = value })],
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
