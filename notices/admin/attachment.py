"""The form of a notice's attachment: the same door as every other file, and nothing chosen is lost."""

from dataclasses import asdict

from django import forms
from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html

from enterprises.kit.files.downloads import noted
from enterprises.kit.files.inspection import PUBLISHED, Inspected, UploadRefused, judged
from enterprises.kit.files.signatures import EXTENSIONS, with_extension
from enterprises.kit.files.uploads import clean_name, listed, name_faults, visible
from notices.admin.standing import stands
from notices.models import NoticeAttachment, storage_name

# How long an official may take to mend a form.
_KEPT_SECONDS = 24 * 60 * 60


class _Token(forms.HiddenInput):
    """The admin gives every field a label; this one labels nothing that is seen."""

    def id_for_label(self, id_: str) -> str:
        return ""


class AttachmentForm(forms.ModelForm):
    """``kept``: a file that was good, while something else in the form was not.

    It is stored already, under a name nobody knows and signed for the official who sent it; a notice that is never
    saved leaves it to ``check_files``.
    """

    official = ""
    kept = forms.CharField(label="", required=False, widget=_Token)

    class Meta:
        model = NoticeAttachment
        fields = ["name", "file"]
        widgets = {"file": forms.FileInput}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        name, file = self.fields["name"], self.fields["file"]
        name.required = file.required = False
        name.help_text = "公众看到的文件名，留空用文件自己的名字；扩展名按文件的实际类型。"
        file.widget.attrs["accept"] = ",".join(each for kind in PUBLISHED for each in EXTENSIONS[kind])
        if self.is_public:
            name.disabled = file.disabled = True
            name.help_text, file.help_text = "已发布的附件不能改名或替换；需要时删除它，再添加新的。", ""
            return
        file.help_text = f"{listed(PUBLISHED)}，会逐个打开检查。"

    def clean(self) -> dict:
        data = super().clean()
        if self.is_public:
            return data
        uploaded, found, stored = data.get("file"), None, ""
        if isinstance(uploaded, UploadedFile):
            found, stored = self._taken(uploaded)
        elif data.get("kept"):
            found, stored = self._kept(data["kept"])
        if found is not None:
            data["file"] = stored
            self.instance.content_type = found.content_type
        elif not self.instance.file and "file" not in self.errors:
            self.add_error("file", "请选择文件。")
        if "name" not in self.errors:
            data["name"] = self._public_name(
                data.get("name") or (found.name if found else self.instance.name)
            )
        return data

    def _taken(self, uploaded: UploadedFile) -> tuple[Inspected | None, str]:
        try:
            found = judged(uploaded, uploaded.name, uploaded.size, PUBLISHED)
        except UploadRefused as refused:
            self.add_error("file", refused.messages)
            return None, ""
        stored = default_storage.get_available_name(storage_name(self.instance, ""))
        with noted(stored):
            stored = default_storage.save(stored, uploaded)
        self._keep(found, signing.dumps({"found": asdict(found), "stored": stored}, salt=self._salt))
        return found, stored

    def _kept(self, token: str) -> tuple[Inspected | None, str]:
        try:
            kept = signing.loads(token, salt=self._salt, max_age=_KEPT_SECONDS)
        except signing.BadSignature:
            kept = None
        if kept is None or not default_storage.exists(kept["stored"]):
            self.add_error("file", "之前选择的文件已经不在，请重新选择。")
            return None, ""
        found = Inspected(**kept["found"])
        self._keep(found, token)
        return found, kept["stored"]

    @property
    def is_public(self) -> bool:
        """Whether the public may have this attachment already."""
        notice = self.instance.notice if self.instance.notice_id else None
        return not self.instance._state.adding and notice is not None and stands(notice).is_public

    @property
    def _salt(self) -> str:
        return f"notice-attachment:{self.official}"

    def _keep(self, found: Inspected, token: str) -> None:
        self.data = self.data.copy()
        self.data[self.add_prefix("kept")] = token
        # The admin writes helps as they are.
        self["file"].help_text = format_html(
            "“{}”已经收到，不必重新选择；选择别的文件则替换它。", visible(found.name)
        )

    def _public_name(self, name: str) -> str:
        kind, name = self.instance.content_type, clean_name(name)
        if kind:
            name = with_extension(name, kind)
        elif self.instance.file:
            # One of before: whatever it is, it goes on ending as it did.
            ending = self.instance.file.name.rpartition(".")[2].lower()
            name = name if name.lower().endswith(f".{ending}") else f"{name}.{ending}"
        limit = NoticeAttachment._meta.get_field("name").max_length
        if faults := name_faults(name, f"“{visible(name)}”"):
            self.add_error("name", faults)
        elif len(name) > limit:
            self.add_error("name", f"加上扩展名后有{len(name)}个字，最多{limit}个字。")
        return name
