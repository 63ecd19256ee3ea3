namespace Mrq.Fuzz;

/// <summary>How far a file came: the words tell files apart that take different ways, so that new ways become seeds.</summary>
/// <param name="Stage">Where it was refused, or "converted".</param>
/// <param name="Reason">The refusal's code and message without numbers and names.</param>
internal sealed record Outcome(string Stage, string Reason)
{
    /// <summary>The part of a message that does not depend on the file.</summary>
    public static string Template(string message)
    {
        var template = new System.Text.StringBuilder(message.Length);
        var quoted = false;
        foreach (var letter in message)
        {
            quoted ^= letter == '\'';
            if (!quoted && !char.IsAsciiDigit(letter))
            {
                template.Append(letter);
            }
        }

        return template.ToString();
    }
}
