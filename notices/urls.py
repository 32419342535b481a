"""Addresses of this room."""

from django.urls import path

from notices.views import messages, notices

app_name = "notices"
urlpatterns = [
    path("notices/", notices.notice_list, name="list"),
    path("notices/<uuid:notice_id>/", notices.notice_detail, name="detail"),
    path(
        "notices/<uuid:notice_id>/attachments/<uuid:attachment_id>/",
        notices.notice_attachment,
        name="attachment",
    ),
    path("messages/", messages.message_list, name="messages"),
    path("messages/read/", messages.messages_read, name="messages_read"),
    path("messages/<uuid:message_id>/", messages.message_detail, name="message"),
    path("messages/<uuid:message_id>/read/", messages.message_read, name="message_read"),
]
