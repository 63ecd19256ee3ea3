using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>How one operator's record and its options table in the file correspond.</summary>
/// <param name="Name">The builtin's name.</param>
/// <param name="OptionsTable">The member of <c>BuiltinOptions</c>.</param>
/// <param name="OperatorType">The record.</param>
/// <param name="Read">Attributes from options; null where the record cannot hold what they say.</param>
/// <param name="Write">Attributes into options, touching only what differs.</param>
internal sealed record OperatorMapping(string Name, string OptionsTable, Type OperatorType, Func<FlatTable, Operator?> Read, Action<Operator, FlatTable> Write)
{
    /// <summary>A mapping in terms of the operator's own type.</summary>
    public static OperatorMapping Of<T>(string name, string optionsTable, Func<FlatTable, T?> read, Action<T, FlatTable> write)
        where T : Operator => new(name, optionsTable, typeof(T), read, (step, options) => write((T)step, options));
}
