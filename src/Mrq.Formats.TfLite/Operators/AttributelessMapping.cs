using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>
/// The mapping of an operator without attributes. What its options repeat of the shapes (<c>new_shape</c> of RESHAPE,
/// <c>squeeze_dims</c> of SQUEEZE) stays in the file.
/// </summary>
/// <param name="name">As in <c>BuiltinOperator</c>.</param>
/// <param name="optionsTable">The member of <c>BuiltinOptions</c>, or NONE.</param>
/// <param name="create">The record with the inputs and outputs of the shell.</param>
internal sealed class AttributelessMapping<T>(string name, string optionsTable, Func<OpaqueOperator, T> create) : OperatorMapping<T>(name, optionsTable)
    where T : Operator
{
    protected override T Read(OptionsReader options, OpaqueOperator shell) => create(shell);

    protected override void Write(OptionsEditor options, T step)
    {
        // No attributes.
    }
}
