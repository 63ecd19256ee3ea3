using System.Collections.Immutable;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Comparisons, and operators on their results.</summary>
internal static class ComparisonMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<Equal>(new() { Inputs = [], Outputs = [] }, "EqualOptions"),
        new OperatorMapping<NotEqual>(new() { Inputs = [], Outputs = [] }, "NotEqualOptions"),
        new OperatorMapping<Greater>(new() { Inputs = [], Outputs = [] }, "GreaterOptions"),
        new OperatorMapping<GreaterEqual>(new() { Inputs = [], Outputs = [] }, "GreaterEqualOptions"),
        new OperatorMapping<Less>(new() { Inputs = [], Outputs = [] }, "LessOptions"),
        new OperatorMapping<LessEqual>(new() { Inputs = [], Outputs = [] }, "LessEqualOptions"),
        new OperatorMapping<LogicalAnd>(new() { Inputs = [], Outputs = [] }, "LogicalAndOptions"),
        new OperatorMapping<LogicalOr>(new() { Inputs = [], Outputs = [] }, "LogicalOrOptions"),
        new OperatorMapping<LogicalNot>(new() { Inputs = [], Outputs = [] }, "LogicalNotOptions"),
        new OperatorMapping<Where>(new() { Inputs = [], Outputs = [] }, "WhereOptions"),
    ];
}
