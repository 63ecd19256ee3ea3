namespace Mrq.Files;

/// <summary>
/// Marks a member of a request as a path. What is not marked is a value, whatever file or folder has its name: nothing asks the disk
/// what a text might be.
/// </summary>
/// <param name="use">What is done with it.</param>
/// <param name="role">What it is, as messages say it: "the baseline report".</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RequestPathAttribute(PathUse use, string role) : Attribute
{
    public PathUse Use { get; } = use;

    public string Role { get; } = role;
}
